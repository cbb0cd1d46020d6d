// How near draws with known coordinates come to the exact conditional distribution, by method.
import { markdownTable } from '../bench/markdown_table.ts';
import {
  annealedLangevin,
  customScore,
  dpmSolverSde,
  type Engine,
  eightGaussians,
  type GaussianMixture,
  gaussianMixture,
  geometric,
  type Known,
  karras,
  type Method,
  type Noise,
  proportional,
  repaint,
  reverseDiffusion,
  type Score,
  slicedWasserstein,
} from '../src/index.ts';
import { floorOf } from './ratio.ts';

const [from, to] = [5, 0.01];
const ladder = karras({ from, to, levels: 32 });
const chains = geometric({ from, to, levels: 30 });

const langevin = (perLevel: number): Method =>
  annealedLangevin({ perLevel, size: proportional({ epsilon: 0.2 * to ** 2 }), denoise: true });

const methods: readonly (readonly [name: string, method: Method, noise: Noise])[] = [
  ['dpm-solver-sde', dpmSolverSde(), ladder],
  ['reverse-diffusion', reverseDiffusion(), ladder],
  ...[2, 5, 10, 20, 50].map((n) => [`repaint, ${n}`, repaint({ resamplings: n }), ladder] as const),
  ['repaint, 10, jumps of 5', repaint({ resamplings: 10, jump: 5 }), ladder],
  ['repaint, 10, ancestral', repaint({ resamplings: 10, step: 'ancestral' }), ladder],
  ...[5, 20, 100].map((n) => [`langevin, ${n} a level`, langevin(n), chains] as const),
];

/** A prior, what is known of its coordinates, and the exact distribution of the others. */
interface Subject {
  readonly title: string;
  readonly score: Score;
  readonly known: { readonly mask: readonly boolean[]; readonly values: readonly number[] };
  readonly exact: GaussianMixture;
}

/** @returns a table of sliced W2 to the exact conditional distribution over its floor */
export async function measureImputation(
  engine: Engine,
  { particles, seeds, tell }: { particles: number; seeds: number; tell: (line: string) => void },
): Promise<string> {
  const all = subjects();
  const rows: string[][] = methods.map(([name]) => [name, '']);
  for (const subject of all) {
    const floor = floorOf(subject.exact, particles);
    for (const [i, [name, method, noise]] of methods.entries()) {
      let sum = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        using sampler = await engine.sampler({
          score: subject.score,
          known: subject.known as Known,
          method,
          noise,
          particles,
          seed,
        });
        for await (const _ of sampler.run());
        const drawn = othersOf(subject, (await sampler.samples()).values, particles);
        sum += slicedWasserstein(drawn, subject.exact.sample(particles, { seed: 900_000 + seed })) / floor.mean;
        rows[i]![1] = String(sampler.total);
      }
      rows[i]!.push((sum / seeds).toFixed(1));
      tell(`${subject.title}   ${name}   ${rows[i]!.at(-1)}`);
    }
  }
  return markdownTable(['method', 'evaluations', ...all.map(({ title }) => title)], rows);
}

function subjects(): Subject[] {
  const circle = eightGaussians();
  const many = scattered(8, 16);
  const [point] = [many.sample(1, { seed: 3 })];
  return [
    correlatedNormals(0.9, 1),
    given('8 Gaussians on a circle, 1 of 2 known', circle, [true, false], [circle.means[1]![0]!, 0]),
    given(
      '8 Gaussians, 8 of 16 known',
      many,
      Array.from({ length: 16 }, (_, j) => j < 8),
      [...point!.values],
    ),
  ];
}

/** A mixture of so many normals of deviation ½ in so many dimensions, at places of a fixed seed. */
function scattered(components: number, dimension: number): GaussianMixture {
  const places = gaussianMixture({ weights: [1], means: [Array(dimension).fill(0)], deviations: [1] });
  const { values } = places.sample(components, { seed: 7 });
  return gaussianMixture({
    weights: Array(components).fill(1),
    means: Array.from({ length: components }, (_, k) => [...values.subarray(k * dimension, (k + 1) * dimension)]),
    deviations: Array(components).fill(0.5),
  });
}

/** A mixture of isotropic normals: each component weighs as much more as it is likelier to have what is known. */
function given(title: string, prior: GaussianMixture, mask: boolean[], values: number[]): Subject {
  const logs = prior.means.map((mean, k) => {
    const deviation = prior.deviations[k]!;
    return mean.reduce(
      (sum, m, j) => (mask[j] ? sum - ((values[j]! - m) / deviation) ** 2 / 2 - Math.log(deviation) : sum),
      Math.log(prior.weights[k]!),
    );
  });
  const most = Math.max(...logs);
  const kept = logs.flatMap((log, k) => (log > most - 20 ? [k] : []));
  const exact = gaussianMixture({
    weights: kept.map((k) => Math.exp(logs[k]! - most)),
    means: kept.map((k) => prior.means[k]!.filter((_, j) => !mask[j])),
    deviations: kept.map((k) => prior.deviations[k]!),
  });
  return { title, score: prior, known: { mask, values }, exact };
}

/** Two normals of variance 1 of which the second is known. */
function correlatedNormals(correlation: number, value: number): Subject {
  const wgsl = `fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2> {
    let variance = 1.0 + sigma * sigma;
    let determinant = variance * variance - ${correlation ** 2};
    return array<f32, 2>(
      (${correlation} * x[1] - variance * x[0]) / determinant,
      (${correlation} * x[0] - variance * x[1]) / determinant);
  }`;
  const score = customScore({
    ...{ dimension: 2, wgsl },
    cpu: (x, sigma) => {
      const variance = 1 + sigma ** 2;
      const determinant = variance ** 2 - correlation ** 2;
      return [
        (correlation * x[1]! - variance * x[0]!) / determinant,
        (correlation * x[0]! - variance * x[1]!) / determinant,
      ];
    },
  });
  return {
    ...{ title: `two normals of correlation ${correlation}, one known`, score },
    known: { mask: [false, true], values: [0, value] },
    exact: gaussianMixture({
      weights: [1],
      means: [[correlation * value]],
      deviations: [Math.sqrt(1 - correlation ** 2)],
    }),
  };
}

/** The coordinates that were drawn. */
function othersOf({ known: { mask } }: Subject, values: ArrayLike<number>, particles: number) {
  const others = Array.from(values).filter((_, i) => !mask[i % mask.length]);
  return { values: Float32Array.from(others), shape: [particles, others.length / particles] as const };
}
