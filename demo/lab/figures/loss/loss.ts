import { make } from '../../dom.ts';
import type { TrainingReport } from '../../protocol.ts';
import { counted, significant, whole } from '../../words.ts';
import { createPlate } from '../drawing/plate.ts';
import type { Scale } from '../drawing/scale.ts';
import { type Figure, figure } from '../figure.ts';
import { drawLoss } from './loss_plot.ts';
import { frameOf, momentOf, nearestMoment } from './moments.ts';

/** Steps whose mean the caption gives. */
const window = 100;

/** The loss of every step; who points at one sees the network as it was then. */
export const loss: Figure = figure('loss', 'Loss', (element, lab) => {
  let x: Scale | undefined;
  const range = make('input', { type: 'range', min: '0', step: '1', aria: { label: 'Moment of training' } });
  const output = make('output', {});
  const plate = createPlate({
    ...{ name: 'loss', title: 'Loss', label: 'Loss over the training steps' },
    draw(sheet) {
      const report = lab.latest('training');
      if (report) x = drawLoss(sheet, report, stepShown(report, lab.settings.frame));
    },
    controls: [range, make('div', { className: 'beneath' }, output)],
  });
  const { canvas } = plate;
  element.append(plate.element);
  range.classList.add('moments');
  canvas.element.style.cursor = 'ew-resize';
  canvas.element.style.touchAction = 'pan-y';

  const look = (moment: number): void => {
    const report = lab.latest('training');
    if (report) lab.change({ frame: frameOf(moment, report.frames) });
  };
  range.addEventListener('input', () => look(range.valueAsNumber));

  function scrub(event: PointerEvent): void {
    const report = lab.latest('training');
    if (report && x) look(nearestMoment(x.invert(event.offsetX), report.frames, report.step));
  }
  canvas.element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.element.setPointerCapture(event.pointerId);
    scrub(event);
    // The arrow keys go on from there.
    range.focus({ preventScroll: true });
    event.preventDefault();
  });
  canvas.element.addEventListener('pointermove', (event) => {
    if (canvas.element.hasPointerCapture(event.pointerId)) scrub(event);
  });

  function show(): void {
    canvas.redraw();
    const report = lab.latest('training');
    if (!report) return;
    const { frames, step, steps } = report;
    const moment = momentOf(lab.settings.frame, frames);
    const now = moment === frames.length;
    range.max = String(frames.length);
    range.value = String(moment);
    range.disabled = frames.length === 0;
    const at = now ? step : frames[moment]!;
    output.value = `step ${whole(at)} of ${whole(steps)}${now ? ' · now' : ''}`;
    range.setAttribute('aria-valuetext', output.value);
    plate.element.dataset.moment = now ? 'now' : String(at);
    plate.say(wordsOf(report, at));
  }
  const ends = [lab.on('training', show), lab.watch(show)];

  return {
    picture: canvas.picture,
    dispose() {
      for (const end of ends) end();
      plate.dispose();
    },
  };
});

function stepShown({ frames, step }: TrainingReport, frame: number): number {
  return frames[momentOf(frame, frames)] ?? step;
}

function wordsOf({ losses, optimum, given, steps }: TrainingReport, step: number): string {
  if (given)
    return `This network ${given === 'file' ? 'is from a file' : 'came with the page'}, trained for ${counted(steps, 'step')}: its losses are not here.`;
  const last = losses.subarray(Math.max(0, step - window), step).filter((loss) => !Number.isNaN(loss));
  const least =
    optimum === undefined
      ? 'the least possible is not known for these data'
      : `the least possible is ${significant(optimum)} on average`;
  if (last.length === 0) return `No step is taken ${step === 0 ? '' : 'here '}yet; ${least}.`;
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  const over = last.length > 1 ? `, a mean of ${whole(last.length)} steps` : '';
  return `Loss ${significant(mean)} after step ${whole(step)}${over}; ${least}.`;
}
