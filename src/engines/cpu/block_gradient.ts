/** The loss and its gradient over one block of rows: fill `points`, `epsilon`, `sigmas` and `contexts`, then evaluate. */
export interface BlockGradient {
  /** x̃, [dimension] planes. */
  readonly points: Float64Array;
  /** ε, [dimension] planes. */
  readonly epsilon: Float64Array;
  /** σ of every row, one plane. */
  readonly sigmas: Float64Array;
  /** Inputs that condition the network on the context of every row, a plane each. */
  readonly contexts: Float64Array;
  /**
   * Adds `scale` times the gradient of the loss of the first `rows` rows to `gradient`.
   * @returns that loss, summed over the rows and not scaled.
   */
  evaluate(parameters: Float64Array, rows: number, scale: number, gradient: Float64Array): number;
}
