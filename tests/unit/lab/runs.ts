import { writePainting } from '../../../demo/lab/run/painting.ts';
import { problemOf } from '../../../demo/lab/run/problem.ts';
import type { Recorded } from '../../../demo/lab/run/record.ts';
import { type Settings, settingsFrom } from '../../../demo/lab/settings/settings.ts';
import { points } from '../../../src/index.ts';

/** Small enough for the reference. */
const small: Partial<Settings> = {
  ...{ points: 60, hidden: [6], levels: 4, ladder: 4, steps: 6, batch: 8, warmup: 2, particles: 8, perLevel: 2 },
};

export function settingsWith(more: Partial<Settings>): Settings {
  const { settings, refused } = settingsFrom({ ...small, ...more });
  if (refused.length > 0) throw new Error(refused.join(' '));
  return settings;
}

/** A run on the reference that has come to its end. */
export function recorded(more: Partial<Settings>, other: Partial<Recorded> = {}): Recorded {
  const settings = settingsWith(more);
  return {
    ...{ settings, engine: 'cpu', trained: settings.steps, updates: [undefined, undefined] },
    ...{ model: undefined, table: undefined },
    ...other,
  };
}

/** A table of three columns. */
export const table = {
  text: `a,"b, c",d\n${Array.from({ length: 12 }, (_, i) => `${i % 5},${(i * 7) % 4}.5,${(i * 3) % 11}`).join('\n')}\n`,
  data: points(Array.from({ length: 12 }, (_, i) => [i % 5, ((i * 7) % 4) + 0.5, (i * 3) % 11]).flat(), 3),
  names: ['a', 'b, c', 'd'],
};

const painting = writePainting([
  { x: -1, y: 0.5, deviation: 0.1 },
  { x: 2, y: -1, deviation: 0.5 },
]);

const fromFile: Partial<Settings> = { source: 'file', file: 'a table.csv 0123456789abcdef', sigmaFrom: 8 };

/** Runs that differ in all that code and command have to say. */
export const runs: readonly (readonly [what: string, run: Recorded])[] = [
  ['the defaults', recorded({})],
  [
    'the tutorial',
    recorded({
      ...{ source: 'tutorial', activation: 'relu', conditioning: 'sigma', output: 'score', noisePerRow: 'all-levels' },
      ...{ batch: 0, schedule: 'constant', beta2: 0.999, averaging: 0, denoise: false, seed: 0 },
    }),
  ],
  [
    'a training that has not come to its end, and another sampler beside',
    recorded(
      {
        ...{ conditioning: 'fourier:4', output: 'over-sigma', noisePerRow: 'log-normal', perturbation: 'shared' },
        ...{ weightDecay: 0.1, rate: 0.02, method: 'heun', churn: 3, spacing: 'karras', ladder: 5 },
        ...{ beside: 'langevin', besideLadder: 1, seed: 9_007_199_254_740_991 },
      },
      { trained: 4 },
    ),
  ],
  [
    'the exact score',
    recorded({
      score: 'exact',
      ladder: 1,
      hidden: [],
      noisePerRow: 'one-level',
      beside: 'dpm-solver',
      besideLadder: 6,
    }),
  ],
  ['a painting', recorded({ source: 'painting', painting, method: 'predictor-corrector', corrections: 2, snr: 0.1 })],
  [
    'two columns of a table',
    recorded(
      { ...fromFile, columnX: 2, columnY: 1, standardise: 'robust', method: 'ancestral', spacing: 'linear' },
      { table: { columns: 3, names: table.names, read: {} } },
    ),
  ],
  [
    'one column of a table',
    recorded(
      { ...fromFile, columnX: 1, columnY: -1, method: 'reverse-diffusion', spacing: 'geometric' },
      { table: { columns: 3, names: table.names, read: {} } },
    ),
  ],
];

export const problemFor = ({ settings }: Recorded) => problemOf(settings, { points: table.data, names: table.names });
