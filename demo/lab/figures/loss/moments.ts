/** Moments of a training that can be looked at: those at which the network was kept, and, behind them, now. */

/** Which of them a setting of `frame` stands for, from 0; the last is now. */
export function momentOf(frame: number, frames: readonly number[]): number {
  return frame >= 0 && frame < frames.length ? frame : frames.length;
}

/** The setting of `frame` that a moment stands for. */
export function frameOf(moment: number, frames: readonly number[]): number {
  return moment < frames.length ? moment : -1;
}

/** The moment nearest to a step; now where that is nearer than any network that was kept. */
export function nearestMoment(step: number, frames: readonly number[], now: number): number {
  let nearest = frames.length;
  for (const [moment, at] of frames.entries()) {
    if (Math.abs(at - step) < Math.abs((frames[nearest] ?? now) - step)) nearest = moment;
  }
  return nearest;
}
