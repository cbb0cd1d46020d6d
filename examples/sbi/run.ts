// Simulation-based inference: learns the posteriors of four tasks of the benchmark, and compares them with the exact ones.
import { markdownTable } from '../../bench/markdown_table.ts';
import { ArgumentError, type Engine } from '../../src/index.ts';
import { type Calibration, calibrationOf, comparisons } from './judge.ts';
import { type Learning, learningOf, learnPosterior } from './learning.ts';
import { calibrationPlot } from './plots.ts';
import { simulationsOf, type Task, tasks } from './tasks/index.ts';

export interface InferenceOptions extends Partial<Learning> {
  /** Only the tasks whose name holds this text. */
  readonly only: string;
  /** Numbers of simulations to learn from. */
  readonly simulations: readonly number[];
  /** Observations that are compared, and draws of each. */
  readonly observations: number;
  readonly draws: number;
  /** Simulations that calibration is measured on; none for 0. */
  readonly calibration: number;
  readonly tell: (line: string) => void;
}

/** Draws of each simulation that calibration is measured on. */
const calibrationDraws = 99;

/** C2ST of published posteriors: of neural posterior estimation (Lueckmann et al. 2021), and of score matching by GenSBI. */
const published: Readonly<Record<string, readonly [npe: string, gensbi: string]>> = {
  'two moons': ['0.542', '0.51'],
  'Gaussian mixture': ['0.555', '0.50'],
  'Gaussian linear': ['0.506', '0.50'],
  SLCP: ['0.831', '0.57'],
};

const trainingSeed = 1;

/**
 * Learns posteriors, one number of simulations after the other, and tells each row of the table as soon as it is known.
 * @throws ArgumentError when no task has such a name
 * @returns a table of how far posteriors are from exact ones, and a picture a task of the calibration of the last of them, by the names of their files
 */
export async function measureInference(
  engine: Engine,
  { only, simulations, observations, draws, calibration, tell, ...given }: InferenceOptions,
): Promise<{ table: string; pictures: Readonly<Record<string, string>> }> {
  const rows: string[][] = [];
  const pictures: Record<string, string> = {};
  const chosen = tasks.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
  if (chosen.length === 0) {
    const names = tasks.map(({ name }) => name).join(', ');
    throw new ArgumentError('only', only, `part of the name of a task: ${names}`);
  }
  for (const task of chosen) {
    for (const count of simulations) {
      tell(`${task.name}, ${count} simulations`);
      const started = performance.now();
      const learned = { ...learningOf(task), ...given };
      const { model, step } = await learnPosterior(engine, simulationsOf(task, count, trainingSeed), learned, tell);
      const training = (performance.now() - started) / 1000;
      const found = [];
      for await (const one of comparisons(engine, { task, model }, { observations, draws })) {
        found.push(one);
        tell(`  observation ${found.length}   C2ST ${one.accuracy.toFixed(3)} ± ${one.deviation.toFixed(3)}`);
      }
      const right =
        calibration > 0
          ? await calibrationOf(engine, { task, model }, { simulations: calibration, draws: calibrationDraws })
          : undefined;
      if (right) pictures[`sbi_${task.name.toLowerCase().replace(' ', '_')}.svg`] = calibrationPlot(task.name, right);
      rows.push(rowOf(task, count, { step, training, found, right }));
      tell(rows.at(-1)!.join('   '));
    }
  }
  return { table: markdownTable(head, rows), pictures };
}

const head = [
  ...['task', 'simulations', 'C2ST', 'deviation', 'least … most', 'NPE at 10⁵', 'GenSBI at 3·10⁴'],
  ...['rejected', 'p of ranks, least', 'p of coverage', 'step', 'training', 'sampling'],
];

interface Findings {
  readonly step: number;
  readonly training: number;
  readonly found: readonly { readonly accuracy: number; readonly rejected: number; readonly seconds: number }[];
  readonly right: Calibration | undefined;
}

function rowOf({ name }: Task, count: number, { step, training, found, right }: Findings): string[] {
  const accuracies = found.map(({ accuracy }) => accuracy);
  const mean = meanOf(accuracies);
  const deviation = Math.sqrt(accuracies.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (accuracies.length - 1));
  return [
    ...[name, String(count), mean.toFixed(3), Number.isNaN(deviation) ? '–' : deviation.toFixed(3)],
    `${Math.min(...accuracies).toFixed(3)} … ${Math.max(...accuracies).toFixed(3)}`,
    ...published[name]!,
    `${(100 * meanOf(found.map(({ rejected }) => rejected))).toFixed(1)} %`,
    right ? Math.min(...right.ranks.columns.map(({ pValue }) => pValue)).toFixed(3) : '–',
    right ? right.coverage.uniformity.pValue.toFixed(3) : '–',
    ...[String(step), `${training.toFixed(0)} s`, `${meanOf(found.map(({ seconds }) => seconds)).toFixed(1)} s`],
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
