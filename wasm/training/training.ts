/** Where the σ of a row comes from, by their numbers in src/engines/wasm/training/training_struct.ts. */
export const ALL_LEVELS: u32 = 0;
export const ONE_LEVEL: u32 = 1;
export const LOG_UNIFORM: u32 = 2;
export const LOG_NORMAL: u32 = 3;

/** How a network is conditioned on σ. */
export const SIGMA: u32 = 0;
export const LOG_SIGMA: u32 = 1;
export const FOURIER: u32 = 2;

/** What the output of a network stands for. */
export const SCORE: u32 = 0;
export const OVER_SIGMA: u32 = 1;
export const EDM: u32 = 2;

/** The training of one network. Those that are trained together stand one after another, and differ in addresses, key and factors. */
@unmanaged
export class Training {
  /** [data][width]: coordinates, then the columns of contexts. */
  data: usize;
  data_count: u32;
  width: usize;
  dimension: usize;
  /** Rows of a step that share a datum, and whether data are drawn, and whether such rows share their noise. */
  repeats: u32;
  drawn: u32;
  shared: u32;
  noise_per_row: u32;
  /** Of ln σ: the least and the span where it is uniform, mean and deviation where it is normal. */
  log_sigma_from: f32;
  log_sigma_by: f32;
  /** A row of numbers a level (Level), and bytes of a row. */
  levels: usize;
  level_count: u32;
  level_step: usize;
  conditioning: u32;
  features: usize;
  /** Inputs of the network: coordinates, features of σ, and those of the context, whose kind it is (wasm/network/context.ts). */
  inputs: usize;
  context: u32;
  /** The probability that a row comes without its context. */
  context_dropout: f32;
  output: u32;
  data_deviation: f32;
  /** p − 2, where λ(σ) = σ^p weighs the loss. */
  weighting: f32;
  /** 1 over the rows of a step. */
  share_of_row: f32;
  key0: u32;
  key1: u32;
  layers: usize;
  layer_count: usize;
  activation: u32;
  /** Parameters, moments, average (0 where none is kept) and the gradient of the last step: so many floats each. */
  parameters: usize;
  first: usize;
  second: usize;
  average: usize;
  gradient: usize;
  floats: usize;
  /** Partial sums of the gradient, so many, each so many bytes apart, and of the loss (f64). */
  shares: usize;
  share_step: usize;
  share_count: usize;
  share_losses: usize;
  /** Sums of squares of parts of the gradient (f64), to clip it. */
  squares: usize;
  /** Adam: 1 − β₁, 1 − β₂, the norm to clip at (below 0: never), 1 − decay of the average. */
  rate1: f32;
  rate2: f32;
  clip: f32;
  average_rate: f32;
  /**
   * What changes from step to step (Step), a place for each that is under way, and their losses: this member's of the first such step;
   * those of so many members stand side by side.
   */
  steps: usize;
  losses: usize;
  members: usize;
  scratch: usize;
  scratch_step: usize;
  /** Bytes of a thread's scratch memory before activations, and of a block of activations of the widest layer. */
  scratch_blocks: usize;
  block: usize;
}

/** The training that an item belongs to, where each of those from `address` on has so many items. */
// @inline
export function training_of(address: usize, item: u32, each: u32): Training {
  return changetype<Training>(address + <usize>(item / each) * offsetof<Training>());
}

/** The factors of Adam in one step (stepScalars of src/optimizer.ts). */
@unmanaged
export class Step {
  scale: f32;
  epsilon: f32;
  shrinkage: f32;
}

/** What depends on the σ of a row; the features that condition the network on it follow. */
@unmanaged
export class Level {
  sigma: f32;
  /** Scales the noisy point into inputs. */
  input: f32;
  /** σ·s + ε = gain·net + (base·x̃ + ε). */
  gain: f32;
  base: f32;
  /** Of its loss: σ^(p−2). */
  weight: f32;
}
