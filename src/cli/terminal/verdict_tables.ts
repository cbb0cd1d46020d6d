import type { SampleFloor } from '../../diagnostics/index.ts';
import type { Measure, Verdict } from '../../judging/judge.ts';
import { count, percent, significant } from '../../tutorial/numbers.ts';
import type { Table } from '../../tutorial/tables.ts';

/** How far the score of the network is from the exact one, level by level. */
export function levelTable({ score }: Verdict): Table {
  return {
    head: ['noise level σ', 'score RMSE', 'exact score', 'share'],
    rows: score.map(({ sigma, rmse, exact }) => [
      significant(sigma),
      significant(rmse),
      significant(exact),
      percent(rmse / exact),
    ]),
  };
}

/** How far the samples are from what they ought to follow. */
export function sampleTable({ ks, w1, slicedW2, mmdSquared, modes }: Verdict): Table {
  const rows: string[][] = [];
  const plain = (name: string, measure: Verdict['ks']): void => {
    if (measure) rows.push([name, count(measure.samples), significant(measure.value), significant(measure.floor)]);
  };
  const measured = (name: string, { value, floor, samples }: Measure): void => {
    rows.push([name, count(samples), small(value), inWords(floor)]);
  };
  plain('KS', ks);
  plain('W1', w1);
  measured('sliced W2', slicedW2);
  measured('MMD²', mmdSquared);
  if (modes) {
    measured('largest error of a mode weight', modes.largestError);
    const samples = count(modes.largestError.samples);
    rows.push(['modes found', samples, String(modes.found), String(modes.weights.length)]);
  }
  return { head: ['distance', 'samples', 'value', 'floor'], rows };
}

/** How the numbers of the tables are to be read. */
export const verdictNote =
  'The floor is what as many perfect draws show: the mean ± its standard deviation from one set of draws to the next.\n' +
  'Score RMSE is √E‖s − ∇log p‖² over x from p at that noise level; its share is that of the exact score, √E‖∇log p‖².';

function inWords({ mean, deviation }: SampleFloor): string {
  return `${small(mean)} ± ${small(deviation)}`;
}

/** The unbiased MMD² of perfect draws lies around 0, where two digits would tell more than there is to know. */
function small(value: number): string {
  if (Math.abs(value) < 1e-5) return '0';
  return Math.abs(value) < 1e-3 ? value.toFixed(5) : significant(value);
}
