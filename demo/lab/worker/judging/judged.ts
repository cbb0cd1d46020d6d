import { type Engine, type Points, points } from '../../../../src/index.ts';
import type { PaneMeasures } from '../../protocol.ts';
import type { Problem } from '../../run/problem.ts';
import { type Particles, startParticles } from '../particles.ts';
import type { State } from '../state.ts';
import { createJudge, type Judge } from './measures.ts';

/** Samples that are measured, at most: more would take longer than people wait, and the floor falls with their number. */
const most = 8192;

/** What perfect samples show is found once for each problem. */
const judges = new WeakMap<Problem, Judge>();

/**
 * How good the samples of a run are that has come to its end, beside what the exact score would have made of it.
 * @param step of the network that they follow: the training may have gone on since
 */
export async function judged(state: State, particles: Particles, pane: 0 | 1, step: number): Promise<PaneMeasures> {
  const { engine, problem, settings } = state;
  const samples = firstOf(await particles.samples());
  const control =
    particles.sampling.score === 'learned' ? await controlOf(engine, state, particles, samples) : undefined;
  const judge = judges.get(problem) ?? createJudge(problem, state.extent);
  judges.set(problem, judge);
  return judge.measuresOf({ settings, samples, end: particles.end, control, pane, step });
}

/** The same sampler on the same random numbers, along the exact score. */
async function controlOf(
  engine: Engine,
  { problem, settings }: State,
  { sampling }: Particles,
  { shape }: Points,
): Promise<Points | undefined> {
  // Components of the curves make it slow on the reference.
  if (!problem.mixture || engine.kind === 'cpu' || settings.standardise !== 'none') return undefined;
  const start = { score: problem.mixture, sampling, count: shape[0], seed: settings.seed, initial: undefined };
  const exact = await startParticles(engine, start);
  try {
    await exact.seek(exact.total);
    return await exact.samples();
  } finally {
    exact.dispose();
  }
}

function firstOf({ values, shape: [count, dimension] }: Points): Points {
  return points(values.slice(0, Math.min(count, most) * dimension), dimension);
}
