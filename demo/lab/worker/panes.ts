import type { NormalsOption, Score } from '../../../src/index.ts';
import type { PaneReport } from '../protocol.ts';
import { panesOf, type Sampling, samplingsOf } from '../run/sampling.ts';
import { sigmaOf } from '../run/sigma.ts';
import type { Settings } from '../settings/settings.ts';
import { comfortableParticles } from './open_engine.ts';
import { type Particles, startParticles } from './particles.ts';
import { modelOf, type State } from './state.ts';

/** Deviation of particles that start at a point, over the width of what is shown. */
const spread = 0.004;

/**
 * Starts the particles that settings stand for: one set, or two side by side.
 * @param training whether the network is being trained beside them
 * @param released where they all start; undefined for everywhere
 * @throws Error where they are to follow a score that is not known; then none are left over
 */
export async function startPanes(
  state: State,
  training: boolean,
  released: readonly number[] | undefined,
): Promise<Particles[]> {
  const { settings, engine } = state;
  const model = await modelOf(state);
  const count = settings.particles || comfortableParticles(engine, training);
  const panes: Particles[] = [];
  try {
    for (const sampling of samplingsOf(settings)) {
      const score = sampling.score === 'learned' ? model : exactScoreOf(state);
      const start = released ? startAt(released, sampling, state) : { sampling, initial: undefined };
      panes.push(await startParticles(engine, { score, count, seed: settings.seed, ...start }));
    }
  } catch (error) {
    for (const pane of panes) pane.dispose();
    throw error;
  }
  return panes;
}

function exactScoreOf({ problem }: State): Score {
  if (problem.mixture) return problem.mixture;
  throw new Error('The exact score of these data is not known: let the particles follow the learned one.');
}

/** A run from a point takes the levels from the one that the figures show on. */
function startAt(
  point: readonly number[],
  sampling: Sampling,
  { settings, extent }: State,
): { sampling: Sampling; initial: NormalsOption } {
  const sigma = sigmaOf(settings);
  const below = sampling.noise.levels.filter((level) => level <= sigma * (1 + 1e-9));
  const levels = below.length > 0 ? below : sampling.noise.levels.slice(-1);
  const deviation = spread * (extent[0]![1] - extent[0]![0]);
  return { sampling: { ...sampling, noise: { levels } }, initial: { mean: [...point], deviation } };
}

/** Where each set of particles stands. @param settings those that they were started by */
export function describePanes(panes: readonly Particles[], settings: Settings): PaneReport[] {
  const named = panesOf(settings);
  return panes.map(({ sampling, completed, total, level, levels, end, starts, count }, i) => ({
    ...{ method: named[i]!.method, score: sampling.score },
    ...{ completed, total, level, levels, end, starts, particles: count },
  }));
}
