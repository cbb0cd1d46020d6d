import type { Model } from '../network.ts';
import { exactScore, finalRange, learnedScore, recoveredDensity } from '../tutorial/curves.ts';
import { exactPositive, type Measures } from '../tutorial/measures.ts';
import { count, percent, significant } from '../tutorial/numbers.ts';
import { modelAt, type ReportData } from '../tutorial/report_data.ts';
import { finalTarget, grid, smallestSigma, target } from '../tutorial/settings.ts';

/** What one sees in each figure, and what follows, with the numbers of this run. */
export const captions = {
  data: ({ data }: ReportData): string => {
    const below = data.filter((x) => x < 0).length;
    return (
      `${count(data.length)} draws from 0.1·N(−3, 1) + 0.9·N(3, 1). ${count(below)} of them (${percent(below / data.length)}) lie ` +
      `below zero, where the target has ${percent(target.cdf(0))}: all that the network can learn of the small mode, it learns from these.`
    );
  },

  score: (): string =>
    'The score points uphill: it is zero at the two modes and at the least likely point between them, and nearly a straight ' +
    'line through each mode. The ticks are the data. Where there are none, only added noise can teach the network anything: ' +
    'hence the many noise levels.',

  learnedScore: (data: ReportData): string => {
    const { summary, network } = data;
    const { error, x } = largestError(modelAt(data, data.frames.at(-1)!));
    return (
      `After ${count(summary.steps)} training steps. The lighter the curve, the more noise, and the flatter the score. At σ = ${smallestSigma} the ` +
      `error, weighted by where the noisy data are, is ${significant(summary.scoreRmse)} (RMSE). The largest within the shaded range is ` +
      `${significant(error)}, at x = ${x.toFixed(1).replace('-', '−')}: where data are rare the loss hardly asks for more. Outside that range nothing holds the ` +
      `network, and it goes on ${network.activation === 'relu' ? 'in straight lines' : 'as its form has it'}.`
    );
  },

  density: (data: ReportData): string => {
    const density = recoveredDensity(learnedScore(modelAt(data, data.frames.at(-1)!), smallestSigma));
    return (
      'The exponential of the summed-up learned score, normalised to 1 on the grid. Summing adds up the errors of the score from left to ' +
      `right, so the weights of the modes are the hardest to get right: the learned score at σ = ${smallestSigma} puts ` +
      `${percent(shareBelowZero(density))} below zero, the exact one ${percent(finalTarget.cdf(0))}.`
    );
  },

  scoreFrames: ({ summary, frames }: ReportData): string =>
    `The learned score at ${count(frames.length)} moments of the training, from its start to its end. Watch for the overall slope, ` +
    `which comes first, and for the kink between the modes, which comes later${summary.recipe === 'tutorial' ? ' and stays too soft' : ''}.`,

  densityFrames: (): string =>
    'The same moments as densities. In a long training the large mode stands early, and the weight of the small one is settled last.',

  loss: ({ summary, losses }: ReportData): string => {
    const { first, last100, optimal } = summary.loss;
    return (
      `From ${significant(first)} before training to ${last100.toFixed(4)}, the mean of the last ${Math.min(100, losses.length)} steps: ${relative(last100, optimal)} the ` +
      `optimum ${optimal.toFixed(4)}. That is not zero, because nobody can tell the noise from the datum under it; no network does better on ` +
      'average over fresh data. Single steps scatter, for each draws new noise.'
    );
  },

  trajectories: ({ trajectories }: ReportData): string => {
    const middle = trajectories[Math.floor(trajectories.length / 2)]!;
    const last = trajectories.at(-1)!;
    const changed = last.filter((x, particle) => x > 0 !== middle[particle]! > 0).length;
    return (
      `Every particle of the tutorial's sampler, from its start in N(0, 1) to its end. In the second half of the steps ${count(changed)} of ` +
      `${count(last.length)} change sides: once the noise is low the modes hardly exchange particles, so their shares are decided early.`
    );
  },

  samples: ({ summary }: ReportData): string =>
    `How the three samplers end. The tutorial's own loop: ${ending(summary.tutorial)}. Annealed, with step sizes that follow σ²: ` +
    `${ending(summary.annealed)}. The oracle has the same step sizes and the exact score: ${ending(summary.oracle)}. P(x>0) ` +
    `should be ${exactPositive.toFixed(3)}. What the oracle lacks is the fault of the schedule; what the annealed sampler lacks beyond that is the network's.`,
} satisfies Record<string, (data: ReportData) => string>;

function ending({ positive, ks, floor }: Measures): string {
  return `P(x>0) = ${positive.toFixed(3)}, KS distance ${significant(ks)} (perfect draws: ${significant(floor.ks)})`;
}

function relative(value: number, reference: number): string {
  const excess = value / reference - 1;
  return `${percent(Math.abs(excess))} ${excess < 0 ? 'below' : 'above'}`;
}

function shareBelowZero(density: ArrayLike<number>): number {
  const values = Array.from(density);
  const sum = (part: readonly number[]): number => part.reduce((total, value) => total + value, 0);
  return sum(values.filter((_, i) => grid.values[i]! < 0)) / sum(values);
}

/** Where in the range of the noisy data the score is farthest from the exact one, at σ_L. */
function largestError(model: Model): { error: number; x: number } {
  const learned = learnedScore(model, smallestSigma);
  const exact = exactScore(smallestSigma);
  const [from, to] = finalRange;
  return Array.from(grid.values, (x, i) => ({
    x,
    error: x < from || x > to ? 0 : Math.abs(learned[i]! - exact[i]!),
  })).reduce((most, here) => (here.error > most.error ? here : most));
}
