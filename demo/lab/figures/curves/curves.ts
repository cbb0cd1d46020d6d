import type { Lab } from '../../lab.ts';
import type { CurvesReport } from '../../protocol.ts';
import { percent, sigmaWords, significant } from '../../words.ts';
import { createPlate } from '../drawing/plate.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { type Figure, figure, type Mounted } from '../figure.ts';
import { drawDensities, drawScores } from './curve_plots.ts';

/** Learned and exact score of one dimension, at the noise level that is looked at. */
export const scoreCurve: Figure = figure('score', 'Score', (element, lab) =>
  curveFigure(element, lab, {
    ...{ name: 'score', title: 'Score', label: 'The learned score over x, with the exact score' },
    draw: (sheet, report) => drawScores(sheet, report, lab.latest('problem')),
    words: scoreWords,
  }),
);

/** The densities that these scores stand for, with the particles and the data. */
export const densityCurve: Figure = figure('density', 'Density', (element, lab) => {
  const ends = [lab.want('descent')];
  const mounted = curveFigure(element, lab, {
    ...{
      name: 'density',
      title: 'Density',
      label: 'The density that the learned score stands for, with the exact one',
    },
    draw: (sheet, report) => drawDensities(sheet, report, lab.latest('problem'), particlesOf(lab)),
    words: densityWords,
  });
  ends.push(lab.on('descent', mounted.redraw));
  return {
    ...mounted,
    dispose() {
      for (const end of ends) end();
      mounted.dispose();
    },
  };
});

interface Options {
  readonly name: string;
  readonly title: string;
  readonly label: string;
  readonly draw: (sheet: Sheet, report: CurvesReport) => void;
  readonly words: (report: CurvesReport) => string;
}

function curveFigure(element: HTMLElement, lab: Lab, options: Options): Mounted & { redraw(): void } {
  const { draw, words, ...named } = options;
  const plate = createPlate({
    ...named,
    draw(sheet) {
      const report = lab.latest('curves');
      if (report) draw(sheet, report);
    },
  });
  element.append(plate.element);
  const ends = [
    lab.want('curves'),
    lab.on('problem', ({ dimension }) => plate.show(dimension === 1)),
    lab.on('curves', (report) => {
      plate.say(words(report));
      plate.canvas.redraw();
    }),
  ];
  return {
    redraw: plate.canvas.redraw,
    picture: plate.canvas.picture,
    dispose() {
      for (const end of ends) end();
      plate.dispose();
    },
  };
}

/** Of the first pane as the last report of the descent counts them. */
function particlesOf(lab: Lab): { counts: Uint32Array; particles: number; sigma: number | undefined } | undefined {
  const pane = lab.latest('descent')?.panes[0];
  if (!pane) return undefined;
  const sampling = lab.latest('sampling')?.panes[0];
  return { ...pane, sigma: sampling?.levels[sampling.level] };
}

function scoreWords({ sigma, xs, learned, exact, exactDensity }: CurvesReport): string {
  const at = `At ${sigmaWords(sigma)}`;
  if (!exact || !exactDensity) return `${at} the learned score is shown; the exact one is not known for these data.`;
  let weight = 0;
  let squares = 0;
  for (const [i, p] of exactDensity.entries()) {
    weight += p;
    squares += p * (learned[i]! - exact[i]!) ** 2;
  }
  const error = significant(sigma * Math.sqrt(squares / weight), 2);
  return `${at} the learned score errs by ${error}/σ (root of the mean square, where the noisy data are). It crosses zero at ${whereZero(xs, learned)}.`;
}

/** Places where the score falls through zero are modes. */
function whereZero(xs: Float32Array, score: Float32Array): string {
  const found: string[] = [];
  for (let i = 1; i < xs.length; i++) {
    const [before, after] = [score[i - 1]!, score[i]!];
    if (before > 0 && after <= 0) {
      const x = xs[i - 1]! + ((xs[i]! - xs[i - 1]!) * before) / (before - after);
      found.push(significant(x, 2));
    }
  }
  if (found.length === 0) return 'no mode yet';
  return `its ${found.length === 1 ? 'mode' : 'modes'}, x = ${found.slice(0, 5).join(' and ')}`;
}

function densityWords({ sigma, xs, learnedDensity, exactDensity }: CurvesReport): string {
  const at = `At ${sigmaWords(sigma)}`;
  if (!exactDensity)
    return `${at}: what the learned score says of the density. The exact one is not known for these data.`;
  const spacing = xs[1]! - xs[0]!;
  let apart = 0;
  for (const [i, p] of exactDensity.entries()) apart += (Math.abs(p - learnedDensity[i]!) * spacing) / 2;
  return `${at} the density that the learned score stands for has ${percent(apart)} of its mass in the wrong place.`;
}
