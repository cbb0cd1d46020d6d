// How well a network of 128 × 128 × 128 learns each target of the plane.
import { markdownTable } from '../bench/markdown_table.ts';
import { deviationOf, type Engine, exactMixture, geometric, targetNamed, targetNames } from '../src/index.ts';
import { judge, type Measure, type Verdict } from '../src/judging/judge.ts';
import { draw, type Learning, learnAndDraw } from './learn.ts';
import { densityPicture, sheet } from './pictures.ts';

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

/** Mixtures of so few normals are sampled with their exact score as well, for what the walk itself lacks. */
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
    const data = target.sample(draws, { seed: learning.seed });
    const samples = await learnAndDraw(engine, data, learning, tell);
    const verdictOf = (drawn: typeof samples): Verdict =>
      judge({ goal: { target: name, dimension: 2 }, sigma: 0, samples: drawn, scores: [] });
    const verdict = verdictOf(samples);
    const mixture = exactMixture(target);
    const oracle =
      mixture && mixture.weights.length <= fewComponents
        ? verdictOf(await draw(engine, mixture, deviationOf(data), learning))
        : undefined;
    rows.push(rowOf(name, verdict, oracle));
    tell(rows.at(-1)!.join('   '));
    const extent = 1.1 * data.values.subarray(0, 20_000).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const drawn = target.sample(samples.shape[0], { seed: learning.seed + 1 });
    cells.push(
      { title: name.replaceAll('_', ' '), picture: densityPicture(drawn, extent) },
      { title: 'its samples', picture: densityPicture(samples, extent) },
    );
  }
  const head = ['target', 'sliced W2', 'floor', 'ratio', 'MMD²', 'floor', 'modes found', 'largest error of a weight'];
  return {
    table: markdownTable([...head, 'floor', 'sliced W2 with the exact score'], rows),
    picture: sheet(cells, { title: 'Draws of targets of the plane beside samples', columns: 6, scale: 1 }),
  };
}

function rowOf(name: string, { slicedW2, mmdSquared, modes }: Verdict, oracle: Verdict | undefined): string[] {
  const digits = (value: number) => value.toFixed(4);
  const floorOf = ({ floor }: Measure) => `${digits(floor.mean)} ± ${digits(floor.deviation)}`;
  return [
    name,
    digits(slicedW2.value),
    floorOf(slicedW2),
    (slicedW2.value / slicedW2.floor.mean).toFixed(2),
    mmdSquared.value.toExponential(1),
    `± ${mmdSquared.floor.deviation.toExponential(1)}`,
    modes ? `${modes.found} of ${modes.weights.length}` : '',
    modes ? digits(modes.largestError.value) : '',
    modes ? floorOf(modes.largestError) : '',
    oracle ? digits(oracle.slicedW2.value) : '',
  ];
}
