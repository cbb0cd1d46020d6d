import { position, type Schedule } from '../../../noise.ts';

/** Some steps of one level. */
export interface Piece {
  readonly first_step: number;
  readonly steps: number;
  readonly level: number;
  readonly sigma: number;
  readonly log_sigma: number;
  readonly size: number;
  readonly noise: number;
}

/** What a dispatch is told of its noise level. */
export function levelFields(sigma: number): Pick<Piece, 'sigma' | 'log_sigma'> {
  return { sigma, log_sigma: Math.log(sigma) };
}

/** Cuts `steps` steps from `completed` on at the ends of levels, and into pieces of at most `most`. */
export function pieces(schedule: Schedule, completed: number, steps: number, most: number): Piece[] {
  const cut: Piece[] = [];
  for (let at = completed; at < completed + steps; ) {
    const { level, step } = position(schedule, at);
    const taken = Math.min(schedule.counts[level]! - step, completed + steps - at, most);
    const size = schedule.sizes[level]!;
    cut.push({
      first_step: at,
      steps: taken,
      level,
      ...levelFields(schedule.sigmas[level]!),
      size,
      noise: Math.sqrt(2 * size),
    });
    at += taken;
  }
  return cut;
}

/** The same steps, each by itself. */
export function singleSteps(piece: Piece): Piece[] {
  return Array.from({ length: piece.steps }, (_, i) => ({ ...piece, first_step: piece.first_step + i, steps: 1 }));
}

/** Steps taken in all when the level is done that the next step belongs to. */
export function endOfLevel(schedule: Schedule, completed: number): number {
  const { level, step } = position(schedule, completed);
  return completed + schedule.counts[level]! - step;
}
