import type { Figure, Mounted } from './figures/figure.ts';
import { densityCurve, descent, difference, ladder, loss, measures, scoreCurve, stage } from './figures/index.ts';
import { register } from './figures/mounted.ts';
import type { Lab } from './lab.ts';

/** Which figures are where, by the dimension of what is learned. */
const places: Readonly<Record<1 | 2, Readonly<Record<string, readonly Figure[]>>>> = {
  1: {
    ...{ stage: [descent], ladder: [ladder], loss: [loss] },
    ...{ curves: [scoreCurve, densityCurve], measure: [measures, difference] },
  },
  2: { stage: [stage], ladder: [ladder], loss: [loss], measure: [measures, difference] },
};

/** Keeps the figures in the page that suit what is learned. */
export function createLayout(lab: Lab, place: (id: string) => HTMLElement): void {
  let dimension: 1 | 2 | undefined;
  const mounted = new Map<Figure, Mounted>();

  function mount(figure: Figure, id: string): Mounted {
    const element = document.createElement('div');
    element.className = `figure ${figure.name}`;
    place(id).append(element);
    const shown = figure.mount(element, lab);
    const leave = register(figure.name, figure.title, shown);
    return {
      ...shown,
      dispose() {
        leave();
        shown.dispose();
        element.remove();
      },
    };
  }

  lab.on('problem', (problem) => {
    if (problem.dimension === dimension) return;
    dimension = problem.dimension;
    const wanted = Object.entries(places[dimension]).flatMap(([id, figures]) =>
      figures.map((figure): [Figure, string] => [figure, id]),
    );
    for (const [figure, shown] of mounted) {
      if (wanted.some(([other]) => other === figure)) continue;
      shown.dispose();
      mounted.delete(figure);
    }
    for (const [figure, id] of wanted) {
      if (!mounted.has(figure)) mounted.set(figure, mount(figure, id));
    }
  });
}
