import {
  type CalibrationRanks,
  calibrationRanks,
  classifierTwoSampleTest,
  type Engine,
  type ExpectedCoverage,
  expectedCoverage,
  type Model,
} from '../../src/index.ts';
import { rows } from './learning.ts';
import { drawPosterior } from './posterior.ts';
import { rowOf, simulationsOf, type Task } from './tasks/index.ts';

/** A model of the posteriors of a task. */
export interface Subject {
  readonly task: Task;
  readonly model: Model;
}

/** How draws compare with the exact posterior of one observation. */
export interface Comparison {
  /** How often a classifier tells them apart, 0.5 at best (C2ST), and what that scatters by for perfect draws. */
  readonly accuracy: number;
  readonly deviation: number;
  /** The share of draws outside the prior. */
  readonly rejected: number;
  /** Of sampling. */
  readonly seconds: number;
}

// Far from the seeds of what is trained on.
const observationSeed = 1001;
const referenceSeed = 2001;
const calibrationSeed = 3001;
const drawSeed = 4001;

/** Compares draws with exact ones at observations that the prior and the simulator give, one after the other. */
export async function* comparisons(
  engine: Engine,
  subject: Subject,
  { observations, draws: count }: { readonly observations: number; readonly draws: number },
): AsyncGenerator<Comparison> {
  const { task } = subject;
  const { data } = simulationsOf(task, observations, observationSeed);
  for (let i = 0; i < observations; i++) {
    const started = performance.now();
    const { draws, rejected } = await drawPosterior(engine, subject, rows(data, i, i + 1), {
      count,
      seed: drawSeed + i,
    });
    const seconds = (performance.now() - started) / 1000;
    const reference = task.posterior(rowOf(data, i), count, referenceSeed + i);
    const { accuracy, deviation } = await classifierTwoSampleTest(draws, reference);
    yield { accuracy, deviation, rejected, seconds };
  }
}

/** Whether posteriors are right on the average of what the prior and the simulator give. */
export interface Calibration {
  readonly ranks: CalibrationRanks;
  readonly coverage: ExpectedCoverage;
}

/** Simulation-based calibration and the coverage of TARP, from some draws for each of many simulations. */
export async function calibrationOf(
  engine: Engine,
  subject: Subject,
  { simulations, draws: count }: { readonly simulations: number; readonly draws: number },
): Promise<Calibration> {
  const { parameters, data } = simulationsOf(subject.task, simulations, calibrationSeed);
  const { draws } = await drawPosterior(engine, subject, data, { count, seed: drawSeed });
  return { ranks: calibrationRanks(parameters, draws), coverage: expectedCoverage(parameters, draws) };
}
