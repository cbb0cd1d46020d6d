/** Largest difference of two arrays by the largest absolute value of the second; NaN where they cannot be compared. */
export function relativeError(ours: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (ours.length !== reference.length || reference.length === 0) return Number.NaN;
  let error = 0;
  let scale = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs(ours[i]! - reference[i]!);
    // Once not a number, it stays so: Math.max hands NaN on.
    error = Math.max(error, difference);
    scale = Math.max(scale, Math.abs(reference[i]!));
  }
  return error / scale;
}

/** @throws Error naming what differs, when the relative error is above the tolerance or not a number. */
export function requireClose(
  what: string,
  ours: ArrayLike<number>,
  reference: ArrayLike<number>,
  tolerance: number,
): void {
  const error = relativeError(ours, reference);
  if (!(error <= tolerance)) throw new Error(`${what} differs from the CPU by ${error}, more than ${tolerance}`);
}
