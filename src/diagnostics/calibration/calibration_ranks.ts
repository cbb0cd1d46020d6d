import type { Points } from '../../points.ts';
import { requireKeys } from '../../require_options.ts';
import { posteriorDrawsOf } from './posterior_draws.ts';
import { type Uniformity, type UniformityOptions, uniformityOf, uniformityOptions } from './uniformity.ts';

export interface CalibrationRanks {
  /** L, the posterior draws of each simulation. */
  readonly draws: number;
  /** Row-major [simulations, dimension]: how many draws are below the true value, from 0 to L. */
  readonly ranks: Uint32Array;
  /** For each coordinate whether its ranks are uniform. */
  readonly columns: readonly Uniformity[];
}

/**
 * Simulation-based calibration (Talts et al. 2018, algorithm 1): where parameters are drawn from the prior, data simulated from them,
 * and L independent draws made of the posterior given these data, the rank of each true parameter among its draws is uniform on 0 … L
 * if the posterior is right. Ranks that gather at both ends tell of posteriors too narrow, those in the middle of too wide, those at one end
 * of a bias. Uniform ranks are necessary only: draws of the prior have them, too.
 * @param truths the true parameters, [simulations, dimension].
 * @param draws L for each of them, [simulations·L, dimension], those of a simulation behind one another.
 * @throws ArgumentError when the numbers of rows or columns do not fit, or an option is out of range.
 */
export function calibrationRanks(truths: Points, draws: Points, options: UniformityOptions = {}): CalibrationRanks {
  requireKeys('', options, { bins: true, confidence: true });
  const sets = posteriorDrawsOf(truths, draws);
  const settings = uniformityOptions(options, sets);
  const { simulations, dimension } = sets;
  const ranks = new Uint32Array(simulations * dimension);
  const setSize = sets.draws * dimension;
  for (let i = 0; i < simulations; i++) {
    for (let at = i * setSize; at < (i + 1) * setSize; at += dimension) {
      for (let j = 0; j < dimension; j++) {
        const place = i * dimension + j;
        if (draws.values[at + j]! < truths.values[place]!) ranks[place]!++;
      }
    }
  }
  const columns = Array.from({ length: dimension }, (_, j) =>
    uniformityOf(
      Uint32Array.from({ length: simulations }, (_, i) => ranks[i * dimension + j]!),
      sets.draws,
      settings,
    ),
  );
  return { draws: sets.draws, ranks, columns };
}
