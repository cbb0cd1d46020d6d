import { methodWords } from '../../methods.ts';
import type { PaneReport } from '../../protocol.ts';
import { shareOf } from '../../run/sigma.ts';
import { shownSigma } from '../../shown_sigma.ts';
import { counted, sigmaWords, significant } from '../../words.ts';
import { createPlate } from '../drawing/plate.ts';
import type { Scale } from '../drawing/scale.ts';
import { type Figure, figure } from '../figure.ts';
import { drawLadder, ladderHeight } from './ladder_plot.ts';

/** The noise levels that the particles descend, and the one that the figures show, which can be dragged. */
export const ladder: Figure = figure('ladder', 'Noise levels', (element, lab) => {
  let x: Scale | undefined;
  const plate = createPlate({
    ...{ name: 'ladder', title: ladder.title, label: 'The noise levels from the largest to the smallest' },
    draw(sheet) {
      const { sigmaFrom, sigmaTo } = lab.settings;
      const panes = lab.latest('sampling')?.panes ?? [];
      x = drawLadder(sheet, panes, { sigmaFrom, sigmaTo, looked: shownSigma(lab) });
    },
  });
  const { canvas } = plate;
  element.append(plate.element);
  canvas.element.style.cursor = 'ew-resize';
  canvas.element.style.touchAction = 'pan-y';

  function look({ offsetX }: PointerEvent): void {
    if (x) lab.change({ sigma: shareOf(lab.settings, x.invert(offsetX)), follow: false });
  }
  canvas.element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.element.setPointerCapture(event.pointerId);
    look(event);
  });
  canvas.element.addEventListener('pointermove', (event) => {
    if (canvas.element.hasPointerCapture(event.pointerId)) look(event);
  });

  function show(): void {
    const panes = lab.latest('sampling')?.panes ?? [];
    canvas.element.style.height = `${ladderHeight(panes.length)}px`;
    plate.say(
      [
        ...panes.map((pane) => wordsOf(pane, panes.length === 1)),
        `The figures show ${sigmaWords(shownSigma(lab))}.`,
      ].join(' '),
    );
    canvas.redraw();
  }
  const ends = [lab.watch(show), ...(['sampling', 'field', 'curves'] as const).map((kind) => lab.on(kind, show))];

  return {
    picture: canvas.picture,
    dispose() {
      for (const end of ends) end();
      plate.dispose();
    },
  };
});

function wordsOf({ method, levels, level, completed, total }: PaneReport, alone: boolean): string {
  const name = alone ? '' : `${methodWords[method]}: `;
  const first = sigmaWords(levels[0] ?? 0);
  if (levels.length === 1) return `${name}1 level, ${first}${completed < total ? '' : ', all updates made'}.`;
  const many = `${name}${counted(levels.length, 'level')} from ${first} to ${significant(levels.at(-1) ?? 0, 2)}`;
  if (completed >= total) return `${many}, all descended.`;
  return `${many}; now at the ${ordinal(level + 1)}, ${sigmaWords(levels[level] ?? 0)}.`;
}

function ordinal(n: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd' } as Readonly<Record<string, string>>;
  return `${n}${ending[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)] ?? 'th'}`;
}
