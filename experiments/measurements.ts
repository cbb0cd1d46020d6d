// How near samples come to the exact posterior given a linear measurement, by guidance alone and by weighted particles.
import { markdownTable } from '../bench/markdown_table.ts';
import {
  ancestral,
  type Engine,
  heun,
  hypercube,
  karras,
  type LinearMeasurement,
  type MixturePosterior,
  measured,
  mixturePosterior,
  modeWeights,
  type Points,
  sampleFloor,
  samplePosterior,
  slicedWasserstein,
} from '../src/index.ts';

export interface MeasurementsExperiment {
  readonly particles: number;
  readonly seeds: number;
  readonly tell: (line: string) => void;
}

const noise = karras({ from: 10, to: 0.01, levels: 100 });

/** By the dimension: how many values, and their noise, such that the posterior has several modes. */
const cases = [
  { dimension: 2, values: 1, deviation: 0.3 },
  { dimension: 8, values: 2, deviation: 0.7 },
  { dimension: 80, values: 4, deviation: 0.5 },
  { dimension: 80, values: 20, deviation: 2.5 },
] as const;

/** Weighted sums of the coordinates of one point of the mixture, with noise. */
function measurementOf({ dimension, values, deviation }: (typeof cases)[number]): LinearMeasurement {
  const point = hypercube(dimension).sample(1, { seed: 4 }).values;
  const matrix = Array.from({ length: values }, (_, i) =>
    Array.from({ length: dimension }, (_, j) => Math.sin(1.37 * (i + 1) * (j + 2) ** 2) / Math.sqrt(dimension / 2)),
  );
  const measure = (row: readonly number[], i: number): number =>
    row.reduce((sum, value, j) => sum + value * point[j]!, deviation * Math.sin(5 * i + 1));
  return { matrix, values: matrix.map(measure), deviation };
}

/** @returns a table of sliced W2 over the floor, and of the errors of weights of modes, by method. */
export async function measureMeasurements(
  engine: Engine,
  { particles, seeds, tell }: MeasurementsExperiment,
): Promise<string> {
  const rows: string[][] = [];
  for (const one of cases) {
    const mixture = hypercube(one.dimension);
    const measurement = measurementOf(one);
    const exact = mixturePosterior(mixture, measurement);
    const floor = sampleFloor(exact, { samples: particles }, slicedWasserstein).mean;
    const guidedBy = (method: ReturnType<typeof heun>) => async (seed: number) => {
      using sampler = await engine.sampler({ score: measured(mixture, measurement), noise, method, particles, seed });
      for await (const _ of sampler.run());
      return { points: await sampler.samples() };
    };
    const weightedWith = (levels: number) => (seed: number) =>
      samplePosterior(engine, {
        ...{ score: mixture, measurement, particles, seed },
        noise: karras({ from: 10, to: 0.01, levels }),
      });
    const methods: Readonly<Record<string, (seed: number) => Promise<Drawn>>> = {
      'guidance, ancestral': guidedBy(ancestral()),
      'guidance, heun': guidedBy(heun()),
      'samplePosterior, 30 levels': weightedWith(30),
      samplePosterior: weightedWith(100),
    };
    const largest = [...exact.weights].sort((a, b) => b - a).slice(0, 3);
    for (const [name, draw] of Object.entries(methods)) {
      const started = performance.now();
      const runs: Found[] = [];
      for (let seed = 0; seed < seeds; seed++) runs.push(foundIn(exact, await draw(seed), seed));
      const seconds = (performance.now() - started) / 1000 / seeds;
      const mean = (of: (run: Found) => number) => runs.reduce((sum, run) => sum + of(run) / seeds, 0);
      const isWeighted = runs[0]!.effectiveSize !== undefined;
      rows.push([
        `${one.dimension}, ${one.values}`,
        largest.map((weight) => weight.toFixed(2)).join(', '),
        name,
        (mean(({ distance }) => distance) / floor).toFixed(1),
        mean(({ weightError }) => weightError).toFixed(3),
        isWeighted ? mean((run) => Math.abs(run.logEvidence! - exact.logEvidence)).toFixed(2) : '',
        isWeighted ? Math.round(mean((run) => run.effectiveSize!)).toString() : '',
        `${seconds.toFixed(1)} s`,
      ]);
      tell(rows.at(-1)!.join('   '));
    }
  }
  const head = ['dimensions, values', 'weights of modes', 'method', 'sliced W2 / floor', 'error of a weight'];
  return markdownTable([...head, 'error of ln p(y)', 'effective particles', 'time'], rows);
}

interface Drawn {
  readonly points: Points;
  readonly effectiveSizes?: readonly number[];
  readonly logEvidence?: number;
}

interface Found {
  readonly distance: number;
  readonly weightError: number;
  readonly effectiveSize: number | undefined;
  readonly logEvidence: number | undefined;
}

function foundIn(exact: MixturePosterior, { points, effectiveSizes, logEvidence }: Drawn, seed: number): Found {
  const reference = exact.sample(points.shape[0], { seed: 1000 + seed });
  return {
    distance: slicedWasserstein(points, reference),
    weightError: modeWeights(exact, points).largestError,
    effectiveSize: effectiveSizes && Math.min(...effectiveSizes),
    logEvidence,
  };
}
