import { describe, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import type { Engine } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { scoreSpread } from '../../src/ensemble.ts';
import { guided } from '../../src/fields/guided.ts';
import type { Score } from '../../src/fields/score.ts';
import { decode, encode, interpolate } from '../../src/flow/latents.ts';
import { logDensity } from '../../src/flow/log_density.ts';
import { jacobianProduct } from '../../src/jacobian_product.ts';
import { type Model, mlp } from '../../src/network.ts';
import { noise } from '../../src/noise.ts';
import { type Points, points } from '../../src/points.ts';
import { samplePosterior } from '../../src/posterior/sample_posterior.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import { euler } from '../../src/samplers/index.ts';
import { type Entry, expectAllRefused, expectUnknownKeysRefused } from '../misuse.ts';

const cpu = createCpuEngine();
const ladder = noise([2, 1, 0.5]);
const line = tutorialTarget();
const conditioned: Model = {
  ...{ kind: 'network', network: mlp({ dimension: 1, hidden: [], context: 1 }), noise: ladder },
  ...{ parameters: new Float32Array(5).fill(0.1), contextDropout: 0.1 },
  contextColumns: { transform: { shift: [1], scale: [2] }, names: ['t'] },
};
const classified: Model = {
  ...{ kind: 'network', network: mlp({ dimension: 1, hidden: [], context: { classes: 2 } }), noise: ladder },
  ...{ parameters: new Float32Array(5).fill(0.1), contextColumns: { labels: ['a', 'b'] } },
};
const two = points([1, 2]);
const flow = { score: line, noise: ladder, moments: { mean: [0], deviation: [1] }, method: 'heun', tolerance: 0.01 };

/** What takes an engine first. */
const onEngine = (name: string, call: (engine: Engine, options: never) => unknown, options: object): Entry => ({
  name,
  args: [options],
  call: (given: never) => call(cpu, given),
});

const flows: Entry[] = [
  onEngine('jacobianProduct', jacobianProduct, { score: line, points: two, tangents: two, sigma: 1 }),
  onEngine('logDensity', logDensity, { ...flow, points: two, divergence: { probes: 2 }, seed: 1 }),
  onEngine('encode', encode, { ...flow, points: two }),
  onEngine('decode', decode, { ...flow, latents: two }),
  onEngine('interpolate', interpolate, { ...flow, from: two, to: two, fractions: [0, 0.5] }),
];

/** Of the points, since what a model holds besides is checked where it is evaluated. */
const scoresOf =
  (make: (...args: never[]) => Score) =>
  async (...args: never[]) =>
    (await cpu.score({ score: make(...args), points: two, sigma: 1 })).values;

async function chunksOf(engine: Engine, options: never): Promise<Points[]> {
  const chunks: Points[] = [];
  for await (const chunk of sampleInChunks(engine, options)) chunks.push(chunk);
  return chunks;
}

const posteriors: Entry[] = [
  onEngine('samplePosterior', samplePosterior, {
    ...{ score: line, measurement: { matrix: [[1]], values: [1], deviation: 0.1 }, particles: 2 },
    ...{ noise: ladder, seed: 1, resampleBelow: 0.5 },
  }),
];

const conditions: Entry[] = [
  { name: 'conditional on values', args: [conditioned, points([1, 2])], call: scoresOf(conditional) },
  { name: 'conditional on one value', args: [conditioned, [1]], call: scoresOf(conditional) },
  { name: 'conditional on a class', args: [classified, 'a'], call: scoresOf(conditional) },
  { name: 'conditional on classes', args: [classified, [0, 1]], call: scoresOf(conditional) },
  { name: 'guided by a context', args: [conditioned, { context: [1], weight: 2 }], call: scoresOf(guided) },
  onEngine('scoreSpread', scoreSpread, {
    ...{ models: [conditional(classified, 0), conditional(classified, 1)], points: two, sigma: 1 },
  }),
  onEngine('sampleInChunks with known coordinates', chunksOf, {
    ...{ score: line, noise: ladder, method: euler(), particles: 2, seed: 1 },
    known: { mask: [1, 0], values: two },
  }),
];

describe.each<[string, Entry[]]>([
  ['flows', flows],
  ['posteriors', posteriors],
  ['conditions', conditions],
])('%s', (_, entries) => {
  test('are what they should be', async () => {
    for (const { args, call } of entries) await (call as (...args: unknown[]) => unknown)(...args);
  });

  test('refuse every wrong value by an error of the library', async () => {
    await expectAllRefused(entries, 400);
  });

  test('refuse a name that they do not know', async () => {
    await expectUnknownKeysRefused(entries);
  });
});

test.each<(engine: never, options: never) => Promise<unknown>>([
  ...[jacobianProduct, logDensity, encode, decode, interpolate, scoreSpread, samplePosterior, chunksOf],
])('%o refuses what is no engine', async (call) => {
  for (const engine of [undefined, {}, 'cpu'])
    await expect(call(engine as never, {} as never)).rejects.toThrow(/^engine: /);
});
