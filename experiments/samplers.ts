// How good the samples of every method are for how many evaluations, under exact scores and a learned one.
import { markdownTable } from '../bench/markdown_table.ts';
import {
  ancestral,
  annealedLangevin,
  deviationOf,
  dpmSolver,
  dpmSolverSde,
  type Engine,
  eightGaussians,
  euler,
  geometric,
  heun,
  karras,
  type Method,
  predictorCorrector,
  proportional,
  reverseDiffusion,
  type Score,
  type Target,
  twoMoons,
} from '../src/index.ts';
import { charts, type Line } from './chart.ts';
import { type Learning, learn, type Sampling } from './learn.ts';
import { floorOf, inWords, ratioOf } from './ratio.ts';

const [from, to] = [5, 0.01];

const onKarras: Readonly<Record<string, Method>> = {
  'dpm-solver': dpmSolver(),
  heun: heun(),
  euler: euler(),
  'dpm-solver-sde': dpmSolverSde(),
  'heun, churn 10': heun({ churn: 10 }),
  ancestral: ancestral(),
  'reverse-diffusion': reverseDiffusion(),
  'predictor-corrector': predictorCorrector(),
};

const levelCounts = [6, 9, 12, 18, 24, 36, 72, 144];
/** Where more would only take time. */
const mostEvaluations = 300;

interface Subject {
  readonly title: string;
  readonly score: Score;
  readonly target: Target;
}

/** @returns a table of sliced W2 over the floor by evaluations, and its picture. */
export async function measureSamplers(
  engine: Engine,
  learning: Learning,
  { seeds, tell }: { readonly seeds: number; readonly tell: (line: string) => void },
): Promise<{ table: string; picture: string }> {
  const { particles } = learning;
  const mixture = eightGaussians();
  const moons = twoMoons();
  tell('two moons: training');
  const data = moons.sample(200_000, { seed: learning.seed });
  const model = await learn(engine, data, learning, tell);
  const subjects: Subject[] = [
    { title: 'eight gaussians, exact score', score: mixture, target: mixture },
    { title: 'two moons, learned score', score: model, target: moons },
  ];
  const rows: string[][] = [];
  const pictures: { title: string; lines: Line[] }[] = [];
  for (const { title, score, target } of subjects) {
    const floor = floorOf(target, particles);
    const lines: Line[] = [];
    for (const [name, samplings] of Object.entries(
      samplingsOf(learning, deviationOf(target.sample(20_000, { seed: 1 }))),
    )) {
      const points: [number, number][] = [];
      for (const sampling of samplings) {
        const ratio = await ratioOf(engine, { score, target, floor }, sampling, { particles, seeds });
        points.push([ratio.evaluations, ratio.mean]);
        rows.push([title, name, String(ratio.evaluations), inWords(ratio)]);
        tell(rows.at(-1)!.join('   '));
      }
      lines.push({ name, points });
    }
    pictures.push({ title, lines });
  }
  return {
    table: tableOf(rows),
    picture: charts(pictures, {
      title: 'Sliced W2 over its floor against evaluations of the score, by method',
      x: 'evaluations of the score',
      y: 'sliced W2 over the floor',
    }),
  };
}

/** The methods, each on ladders of ever more levels, or Langevin chains with ever more steps. */
function samplingsOf(learning: Learning, deviation: number): Readonly<Record<string, readonly Sampling[]>> {
  const evaluations = { heun: 2, 'heun, churn 10': 2, 'predictor-corrector': 2 } as Readonly<Record<string, number>>;
  const all: Record<string, readonly Sampling[]> = {};
  for (const [name, method] of Object.entries(onKarras)) {
    all[name] = levelCounts
      .filter((levels) => levels * (evaluations[name] ?? 1) <= mostEvaluations)
      .map((levels) => ({ noise: karras({ from, to, levels }), method }));
  }
  const size = proportional({ epsilon: learning.share * to ** 2 });
  all.langevin = [2, 5, 10, 20].map((perLevel) => ({
    noise: geometric({ from, to, levels: 30 }),
    method: annealedLangevin({ perLevel, size, denoise: true }),
    deviation: Math.hypot(from, deviation),
  }));
  return all;
}

/** A line a method and subject, a column for each number of evaluations would be too wide: cells are "evaluations: ratio". */
function tableOf(rows: readonly string[][]): string {
  const lines = new Map<string, string[]>();
  for (const [subject, method, evaluations, ratio] of rows) {
    const key = `${subject}\n${method}`;
    lines.set(key, [...(lines.get(key) ?? []), `${evaluations}: ${ratio!.replace(/ ± .*/, '')}`]);
  }
  return markdownTable(
    ['score', 'method', 'evaluations: sliced W2 over the floor'],
    [...lines].map(([key, cells]) => [...key.split('\n'), cells.join(' · ')]),
  );
}
