import { exactPositive } from './measures.ts';
import { count, percent, significant } from './numbers.ts';
import { samplerNames, smallestSigma } from './settings.ts';
import type { Summary } from './summary.ts';

/** Cells as text: for the terminal, the report and the page alike. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Numbers = Omit<Summary, 'losses'>;

/** How well the network was trained. */
export function trainingTable({ steps, loss, scoreRmse }: Numbers): Table {
  const optimal = (value: number): string => {
    const excess = value / loss.optimal - 1;
    return `${loss.optimal.toFixed(4)} (${excess < 0 ? '−' : '+'}${percent(Math.abs(excess))})`;
  };
  return {
    head: ['training', 'value', 'exact'],
    rows: [
      ['loss before training', loss.first.toFixed(4), ''],
      [`loss, mean of the last ${Math.min(100, steps)} steps`, loss.last100.toFixed(4), optimal(loss.last100)],
      ['loss expected over fresh data', loss.expected.toFixed(4), optimal(loss.expected)],
      [`score RMSE at σ = ${smallestSigma}`, scoreRmse.toFixed(3), '0'],
    ],
  };
}

/** How far each sampler ends from p_σL, beside what as many perfect draws would show. */
export function samplerTable(summary: Numbers): Table {
  return {
    head: ['sampler', 'particles', 'P(x>0)', 'KS', 'floor', 'W1', 'floor'],
    rows: [
      ...samplerNames.map((name) => {
        const { particles, positive, ks, w1, floor } = summary[name];
        return [name, count(particles), positive.toFixed(3), ...[ks, floor.ks, w1, floor.w1].map(significant)];
      }),
      [`exact p at σ = ${smallestSigma}`, '', exactPositive.toFixed(3), '0', '', '0', ''],
    ],
  };
}

/** How the numbers of the tables are to be read. */
export const tableNote =
  `KS (Kolmogorov–Smirnov) and W1 (Wasserstein) are distances to p at σ = ${smallestSigma}, the last noise level; the floor is the distance ` +
  'that as many perfect draws show on average.';
