import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import { methodWords } from '../../methods.ts';
import type { DescentReport, SamplingReport } from '../../protocol.ts';
import { sigmaWords, tickWords, whole } from '../../words.ts';
import type { Area } from '../drawing/axes.ts';
import { createPlate } from '../drawing/plate.ts';
import type { Scale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { type Figure, figure } from '../figure.ts';
import { createDescentColumns } from './columns.ts';
import type { Descent } from './frame.ts';
import { createDescentImage } from './image.ts';
import { drawDescent } from './plot.ts';

/** Heights in CSS pixels, with one pane and of each of two. */
const alone = 360;
const beside = 250;
const head = 34;
const foot = 40;

/** How particles of one dimension come down the noise levels: their density over the updates. */
export const descent: Figure = figure('descent', 'The particles on their way down', (element, lab) => {
  let panes: Descent[] = [];
  let released: number | undefined;
  let drawn: { readonly area: Area; readonly y: Scale }[] = [];
  const unseen: DescentReport[] = [];

  const name = make('span', {});
  const place = make('input', { type: 'number', step: 'any' });
  const release = make('button', { type: 'button' }, 'Release');
  const again = make('button', { type: 'button', hidden: true }, 'Everywhere again');
  const plate = createPlate({
    ...{ name: 'descent', title: descent.title, label: 'Density of the particles over the updates of a sampling run' },
    draw,
    controls: [make('div', { className: 'beneath' }, make('label', {}, name, place), release, again)],
  });
  const { canvas } = plate;
  element.append(plate.element);
  canvas.element.style.cursor = 'crosshair';

  function draw(sheet: Sheet): void {
    const problem = lab.latest('problem');
    drawn = [];
    if (problem?.dimension !== 1) return;
    const frame = { problem, curves: lab.latest('curves'), released };
    const height = sheet.height / Math.max(1, panes.length);
    for (const [i, pane] of panes.entries()) {
      const outer = { left: 36, top: i * height + head, right: sheet.width, bottom: (i + 1) * height - foot };
      drawn.push(drawDescent(sheet, outer, pane, frame));
    }
  }

  function releaseAt(x: number | undefined): void {
    released = x;
    again.hidden = x === undefined;
    if (x !== undefined) place.value = String(Number(x.toPrecision(3)));
    plate.element.dataset.released = String(x !== undefined);
    lab.send({ kind: 'release', point: x === undefined ? undefined : [x] });
  }
  canvas.element.addEventListener('click', ({ offsetX, offsetY }) => {
    const pane = drawn.find(({ area }) => offsetY >= area.top && offsetY <= area.bottom);
    if (pane && offsetX >= pane.area.left) releaseAt(pane.y.invert(offsetY));
  });
  release.addEventListener('click', () => {
    if (Number.isFinite(place.valueAsNumber)) releaseAt(place.valueAsNumber);
    else place.focus();
  });
  again.addEventListener('click', () => releaseAt(undefined));

  function take(report: SamplingReport): void {
    for (const counted of unseen.splice(0)) panes = withCounts(panes, counted, report);
    panes = panes.map((pane, i) => ({ ...pane, pane: report.panes[i] ?? pane.pane }));
    canvas.element.style.height = `${panes.length > 1 ? panes.length * beside : alone}px`;
    plate.element.dataset.state = report.playing ? 'playing' : 'paused';
    plate.say(wordsOf(panes, lab, released));
    canvas.redraw();
  }

  const ends = [
    ...[lab.want('descent'), lab.want('paths'), lab.want('curves')],
    lab.on('problem', ({ dimension, names }) => {
      panes = [];
      if (dimension !== 1 && released !== undefined) releaseAt(undefined);
      name.textContent = `Release all at ${names?.[0] ?? 'x'} = `;
      plate.show(dimension === 1);
    }),
    // How many updates there are in all comes right after it.
    lab.on('descent', (report) => unseen.push(report)),
    lab.on('sampling', take),
    lab.on('paths', (report) => {
      panes = panes.map((pane, i) => ({ ...pane, paths: report.panes[i] ?? [] }));
      canvas.redraw();
    }),
    lab.on('curves', canvas.redraw),
  ];

  return {
    picture: canvas.picture,
    dispose() {
      for (const end of ends) end();
      plate.dispose();
    },
  };
});

/** The panes with what was counted; new ones where it is of a new run. */
function withCounts(before: readonly Descent[], report: DescentReport, { panes, playing }: SamplingReport): Descent[] {
  return report.panes.flatMap(({ update, counts, particles }, i) => {
    const pane = panes[i];
    if (!pane) return [];
    const old = report.fresh ? undefined : before[i];
    const image = old?.image ?? createDescentImage(createDescentColumns(pane.total, counts.length));
    image.changed(image.columns.put(update, counts, particles, playing));
    return [{ pane, image, counts, paths: old?.paths ?? [] }];
  });
}

function wordsOf(panes: readonly Descent[], lab: Lab, released: number | undefined): string {
  if (panes.length === 0) return '';
  const sentences = panes.map(({ pane }, i) => {
    const { method, score, completed, total, level, levels, end, particles } = pane;
    const sigma = completed === total ? end : (levels[level] ?? 0);
    const noise = sigma === 0 ? 'with no noise left' : `at ${sigmaWords(sigma)}`;
    const where = panes.length === 1 ? '' : i === 0 ? 'Above: ' : 'Below: ';
    return `${where}${whole(particles)} particles after ${whole(completed)} of ${whole(total)} updates, ${noise}; ${methodWords[method]} along the ${score} score.`;
  });
  const name = lab.latest('problem')?.names?.[0] ?? 'x';
  sentences.push(
    released === undefined
      ? 'Click into the figure to release all particles at one height.'
      : `All were released at ${name} = ${tickWords(Number(released.toPrecision(3)))}, at the noise level that the figures show.`,
  );
  return sentences.join(' ');
}
