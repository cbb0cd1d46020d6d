import { type Figure, figures, type Mounted } from './figures/index.ts';
import { register } from './figures/mounted.ts';
import type { Lab } from './lab.ts';

/** Which figures are where, by the dimension of what is learned. */
const places = {
  1: { stage: ['descent'], ladder: ['ladder'], loss: ['loss'], curves: ['scoreCurve', 'densityCurve'], measure: ['measures', 'difference'] },
  2: { stage: ['stage'], ladder: ['ladder'], loss: ['loss'], curves: [], measure: ['measures', 'difference'] },
} as const satisfies Record<1 | 2, Record<string, readonly (keyof typeof figures)[]>>;

/** Keeps the figures in the page that suit what is learned. */
export function createLayout(lab: Lab, place: (id: string) => HTMLElement): void {
  let dimension: 1 | 2 | undefined;
  const mounted = new Map<Figure, Mounted>();

  lab.on('problem', (problem) => {
    if (problem.dimension === dimension) return;
    dimension = problem.dimension;
    const wanted = Object.entries(places[dimension]).flatMap(([id, names]) =>
      names.map((name): [Figure, string] => [figures[name], id]),
    );
    for (const [figure, shown] of mounted) {
      if (wanted.some(([other]) => other === figure)) continue;
      shown.dispose();
      mounted.delete(figure);
    }
    for (const [figure, id] of wanted) {
      if (mounted.has(figure)) continue;
      const element = document.createElement('div');
      element.className = `figure ${figure.name}`;
      place(id).append(element);
      const shown = figure.mount(element, lab);
      const leave = register(figure.name, shown);
      mounted.set(figure, {
        ...shown,
        dispose() {
          leave();
          shown.dispose();
          element.remove();
        },
      });
    }
  });
}
