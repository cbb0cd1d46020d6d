import { ArgumentError } from '../../errors.ts';
import { type Points, requirePoints } from '../../points.ts';

/** How many simulations there are, of how many parameters, with how many posterior draws each. */
export interface PosteriorDraws {
  readonly simulations: number;
  readonly dimension: number;
  /** L. */
  readonly draws: number;
}

/** Refuses draws that are not as many for each true parameter. @throws ArgumentError */
export function posteriorDrawsOf(truths: Points, draws: Points): PosteriorDraws {
  requirePoints('truths', truths);
  requirePoints('draws', draws);
  const [simulations, dimension] = truths.shape;
  const [rows, width] = draws.shape;
  if (width !== dimension || rows % simulations !== 0) {
    throw new ArgumentError(
      'draws.shape',
      draws.shape,
      `[${simulations}·L, ${dimension}]: L draws for each of the ${simulations} true parameters, those of the first before those of the second`,
    );
  }
  return { simulations, dimension, draws: rows / simulations };
}
