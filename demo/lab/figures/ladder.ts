import type { PaneReport } from '../protocol.ts';
import { shareOf, sigmaOf } from '../run/sigma.ts';
import { type Figure, figure } from './figure.ts';
import { drawLadder, ladderHeight } from './ladder_plot.ts';
import { createPlate } from './plate.ts';
import type { Scale } from './scale.ts';
import { counted, methodWords, significant } from './words.ts';

/** The noise levels that the particles descend, and the one that the figures show, which can be dragged. */
export const ladder: Figure = figure('ladder', 'Noise levels', (element, lab) => {
  let x: Scale | undefined;
  const plate = createPlate({
    ...{ name: 'ladder', title: ladder.title, label: 'The noise levels from the largest to the smallest' },
    draw(sheet) {
      const { sigmaFrom, sigmaTo } = lab.settings;
      const panes = lab.latest('sampling')?.panes ?? [];
      x = drawLadder(sheet, panes, { sigmaFrom, sigmaTo, looked: sigmaOf(lab.settings) });
    },
  });
  const { canvas } = plate;
  element.append(plate.element);
  canvas.element.style.cursor = 'ew-resize';
  canvas.element.style.touchAction = 'pan-y';

  function look({ offsetX }: PointerEvent): void {
    if (x) lab.change({ sigma: shareOf(lab.settings, x.invert(offsetX)) });
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
        `The figures show σ = ${significant(sigmaOf(lab.settings), 2)}.`,
      ].join(' '),
    );
    canvas.redraw();
  }
  const ends = [lab.on('sampling', show), lab.watch(show)];

  return {
    picture: canvas.picture,
    dispose() {
      for (const end of ends) end();
      plate.dispose();
    },
  };
});

function wordsOf({ method, levels, level, completed, total }: PaneReport, alone: boolean): string {
  const [from, to] = [levels[0] ?? 0, levels.at(-1) ?? 0].map((sigma) => significant(sigma, 2));
  const name = alone ? '' : `${methodWords[method] ?? method}: `;
  const many = `${name}${counted(levels.length, 'level')} from σ = ${from} to ${to}`;
  if (completed >= total) return `${many}, all descended.`;
  return `${many}; now at the ${ordinal(level + 1)}, σ = ${significant(levels[level] ?? 0, 2)}.`;
}

function ordinal(n: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd' } as Readonly<Record<string, string>>;
  return `${n}${ending[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)] ?? 'th'}`;
}
