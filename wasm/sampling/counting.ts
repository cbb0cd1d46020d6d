/** Particles to count in the cells of a grid: numbers of the axes as in src/engines/plan/grid_plan.ts. */
@unmanaged
export class Counting {
  /** In planes of groups of sixteen, see sampling.ts. */
  particles: usize;
  /** Bytes of a plane, and the particles in it. */
  stride: usize;
  count: u32;
  x_coordinate: usize;
  x_from: f32;
  x_to: f32;
  x_inverse: f32;
  x_cells: u32;
  y_coordinate: usize;
  y_from: f32;
  y_to: f32;
  y_inverse: f32;
  y_cells: u32;
  /** Counts of each share of the particles, zeros at first, so many bytes apart; behind them those outside are counted. */
  shares: usize;
  share_step: usize;
  share_count: usize;
}
