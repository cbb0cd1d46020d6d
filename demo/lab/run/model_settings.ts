import {
  type Checkpoint,
  deviationOf,
  geometric,
  type Model,
  type Points,
  standardisation,
  standardisations,
} from '../../../src/index.ts';
import { type Settings, settingsFrom } from '../settings/settings.ts';
import { logNormal } from './training.ts';

/** What a file says of a network or its training, as settings; and, a sentence each, what they cannot say. */
export interface FoundSettings {
  readonly settings: Partial<Settings>;
  readonly notes: readonly string[];
}

/** Numbers that are rounded otherwise in a file and on the page. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b));

/** @param data what the page compares the model with, in their units */
export function settingsOfModel(model: Model, data: Points): FoundSettings {
  const { hidden, activation, conditioning, output } = model.network;
  const { levels } = model.noise;
  const [from, to] = [levels[0]!, levels.at(-1)!];
  const notes: string[] = [];
  const fourier = typeof conditioning === 'object';
  if (fourier && conditioning.fourier !== 4)
    notes.push(
      `The network is conditioned on ${conditioning.fourier} frequencies, where a training of this page has 4.`,
    );
  if (
    levels.length < 2 ||
    geometric({ from, to, levels: levels.length }).levels.some((level, i) => !near(level, levels[i]!))
  )
    notes.push(`Its ${levels.length} noise level(s) are no geometric ladder, which a training of this page has.`);
  const standardise = standardisationOf(model, data);
  if (standardise === 'other')
    notes.push(
      'Its data were standardised by other numbers than those of the page: what is drawn is in the units of its own.',
    );
  return allowed(
    {
      ...{ hidden: [...hidden], activation, conditioning: fourier ? 'fourier:4' : conditioning },
      ...(typeof output === 'object'
        ? { output: 'edm', detail: detailOf(output.edm, model.transform ? 1 : deviationOf(data)) }
        : { output }),
      standardise: standardise === 'other' ? 'columns' : standardise,
      // A ladder has two ends.
      ...(levels.length > 1 && { sigmaFrom: from, sigmaTo: to, levels: levels.length }),
    },
    notes,
  );
}

/** @param steps of a training whose rate has no end */
export function settingsOfTraining({ settings, step }: Checkpoint, steps: number): FoundSettings {
  const { seed, batch, optimizer, averaging, noisePerRow, weighting, perturbation } = settings;
  const { learningRate: rate, beta1, beta2, epsilon, weightDecay, clip } = optimizer;
  const notes: string[] = [];
  const falls = typeof rate === 'object' && rate.kind === 'cosine';
  const normal = typeof noisePerRow === 'object' ? noisePerRow.logNormal : undefined;
  const others = {
    'a learning rate that only rises': typeof rate === 'object' && !falls,
    'a learning rate that does not fall to 0': falls && rate.to !== 0,
    'noise levels of another log-normal':
      normal && (normal.mean !== logNormal.mean || normal.deviation !== logNormal.deviation),
    [`losses weighed by σ^${weighting}`]: weighting !== 2,
    [`β₁ = ${beta1}`]: beta1 !== 0.9,
    [`ε = ${epsilon}`]: epsilon !== 1e-8,
    'clipped gradients': clip !== undefined,
  };
  const untold = Object.entries(others).flatMap(([what, is]) => (is ? [what] : []));
  if (untold.length > 0)
    notes.push(
      `It was begun with ${untold.join(', ')}, and goes on so; the settings of the page, and a link, cannot say that.`,
    );
  return allowed(
    {
      ...{ seed: Number(seed), batch: batch ?? 0, noisePerRow: normal ? 'log-normal' : noisePerRow, perturbation },
      ...{ beta2, weightDecay, averaging: averaging?.decay ?? 0, schedule: falls ? 'cosine' : 'constant' },
      ...(falls
        ? { rate: rate.from, warmup: rate.warmup, steps: rate.steps }
        : { rate: typeof rate === 'number' ? rate : (rate as { rate: number }).rate, steps: Math.max(step, steps) }),
    },
    notes,
  );
}

/** The factor of a deviation, in as few digits as give the same network again. */
function detailOf(edm: number, deviation: number): number {
  const factor = edm / deviation;
  for (let digits = 1; digits <= 17; digits++) {
    const short = Number(factor.toPrecision(digits));
    if (short * deviation === edm) return short;
  }
  return factor;
}

/** By which numbers the data of a model were standardised, of those that the page would take. */
function standardisationOf({ transform }: Model, data: Points): Settings['standardise'] | 'other' {
  if (!transform) return 'none';
  const found = standardisations.find((name) => {
    const { shift, scale } = standardisation(data, name);
    return scale.every((s, j) => near(s, transform.scale[j]!) && Math.abs(shift[j]! - transform.shift[j]!) <= 1e-5 * s);
  });
  return found ?? 'other';
}

/** Those that the page allows. */
function allowed(given: Readonly<Record<string, unknown>>, notes: readonly string[]): FoundSettings {
  const { settings, refused } = settingsFrom(given);
  const taken = Object.keys(given).filter((name) => settings[name as keyof Settings] === given[name]);
  return {
    settings: Object.fromEntries(taken.map((name) => [name, settings[name as keyof Settings]])),
    notes: [...notes, ...refused.map((sentence) => `A training of this page differs: ${sentence}`)],
  };
}
