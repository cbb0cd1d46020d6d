// How well a network of 128 × 128 × 128 learns each target of the plane.
import { markdownTable } from '../bench/markdown_table.ts';
import {
  deviationOf,
  dpmSolver,
  type Engine,
  exactMixture,
  geometric,
  karras,
  type SampleFloor,
  targetNamed,
  targetNames,
} from '../src/index.ts';
import { judge, type Verdict } from '../src/judging/judge.ts';
import { draw, type Learning, langevinOf, learn, type Sampling } from './learn.ts';
import { densityPicture, sheet } from './pictures.ts';
import { floorOf, inWords, ratioOf } from './ratio.ts';

/** Enough that the network, not their number, is the limit. */
const draws = 200_000;

export const targetLearning: Learning = {
  hidden: [128, 128, 128],
  noise: geometric({ from: 5, to: 0.01, levels: 30 }),
  batch: 1024,
  noisePerRow: 'log-uniform',
  steps: 5000,
  rate: 0.01,
  decay: 0.99,
  particles: 10_000,
  perLevel: 20,
  share: 0.1,
  seed: 1,
  detail: 0.2,
};

/**
 * What targets of narrow parts close to each other take instead: more looks at the levels where particles choose between the
 * parts, and a faster rate. The ladder is close while they still cross, so that the parts get their shares there, where the
 * network knows the score well; then it is wide, so that they do not cross where it knows it less well.
 */
const narrowLearning: Partial<Learning> = {
  noise: {
    levels: [
      ...geometric({ from: 5, to: 0.6, levels: 31 }).levels,
      ...geometric({ from: 0.6, to: 0.01, levels: 11 }).levels.slice(1),
    ],
  },
  noisePerRow: { logNormal: { mean: -1.2, deviation: 1.2 } },
  rate: 0.02,
  decay: 0.998,
  share: 0.3,
};

const narrowTargets = ['rings', 'two_spirals'];

/** The sampler of the table: 24 evaluations instead of the 601 or 821 of the chains. */
const solver: Sampling = { noise: karras({ from: 5, to: 0.01, levels: 24 }), method: dpmSolver() };

/** Sampling seeds of each ratio. */
const seeds = 5;

/** Mixtures of so few normals are sampled with their exact score as well, for what the sampler itself lacks. */
const fewComponents = 32;

/** @returns the table and the picture, draws of each target beside samples of its network. */
export async function measureTargets(
  engine: Engine,
  plain: Learning,
  { only, tell }: { readonly only: string; readonly tell: (line: string) => void },
): Promise<{ table: string; picture: string }> {
  const rows: string[][] = [];
  const cells: Parameters<typeof sheet>[0][number][] = [];
  for (const name of targetNames) {
    const target = targetNamed(name);
    if (target.dimension !== 2 || !name.includes(only)) continue;
    tell(name);
    const learning = narrowTargets.includes(name) ? { ...plain, ...narrowLearning } : plain;
    const { particles, seed } = learning;
    const data = target.sample(draws, { seed });
    const score = await learn(engine, data, learning, tell);
    const floor = floorOf(target, particles);
    const amount = { particles, seeds };
    const chains = await ratioOf(engine, { score, target, floor }, langevinOf(learning, deviationOf(data)), amount);
    const solved = await ratioOf(engine, { score, target, floor }, solver, amount);
    const mixture = exactMixture(target);
    const oracle =
      mixture && mixture.weights.length <= fewComponents
        ? await ratioOf(engine, { score: mixture, target, floor }, solver, amount)
        : undefined;
    const { samples } = await draw(engine, score, solver, learning);
    const verdict = judge({ goal: { target: name, dimension: 2 }, sigma: 0, samples, scores: [] });
    rows.push([
      name,
      floorInWords(floor),
      inWords(chains),
      inWords(solved),
      oracle ? inWords(oracle) : '',
      ...modesOf(verdict),
    ]);
    tell(rows.at(-1)!.join('   '));
    const extent =
      1.1 * Array.from(data.values.subarray(0, 20_000)).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const drawn = target.sample(samples.shape[0], { seed: seed + 1 });
    cells.push(
      { title: name.replaceAll('_', ' '), picture: densityPicture(drawn, extent) },
      { title: 'its samples', picture: densityPicture(samples, extent) },
    );
  }
  const head = [
    'target',
    'floor of sliced W2',
    'Langevin, 601 or 821',
    'DPM-Solver++(2M), 24',
    'the same, exact score',
  ];
  return {
    table: markdownTable([...head, 'modes found', 'largest error of a weight', 'floor'], rows),
    picture: sheet(cells, { title: 'Draws of targets of the plane beside samples', columns: 6, scale: 1 }),
  };
}

function floorInWords({ mean, deviation }: SampleFloor): string {
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

function modesOf({ modes }: Verdict): string[] {
  if (!modes) return ['', '', ''];
  const { found, weights, largestError } = modes;
  return [`${found} of ${weights.length}`, largestError.value.toFixed(4), floorInWords(largestError.floor)];
}
