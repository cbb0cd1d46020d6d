/** A score function over one block of points: fill `points`, evaluate, read `scores`; [dimension] planes each. */
export interface BlockScore {
  readonly points: Float64Array;
  readonly scores: Float64Array;
  /** Chooses σ; first of all, and then once a level, because much depends on it alone. */
  setLevel(sigma: number): void;
  /**
   * s(x, σ) of the first `rows` points.
   * @param first number of the first of them among the particles of the plan, for scores that differ from particle to particle
   */
  evaluate(rows: number, first: number): void;
  /** Rough arithmetic of a point, in operations. */
  readonly work: number;
}
