/** A sampling run. Particles stand in planes, one a dimension, of groups of sixteen: particle 4·l + k of a group in lane l of vector k. */
@unmanaged
export class Sampling {
  particles: usize;
  /** The memory of the program, laid out as the particles; 0 where it has none. */
  memory: usize;
  /**
   * Known coordinates, NaN where one is drawn, or 0 where all are: in planes as the particles are, with a step of 1, or with a step
   * of 0 one group a dimension for all; and the bytes from one dimension to the next.
   */
  known: usize;
  known_step: usize;
  known_stride: usize;
  /** Bytes of a plane, and the particles in it: the last group may not be full. */
  stride: usize;
  count: u32;
  dimension: usize;
  /** Quad of the random streams that the first four particles take. */
  first_quad: u32;
  key0: u32;
  key1: u32;
  /** The stages, so many, and after them one that begins after the last update. */
  stages: usize;
  stage_count: usize;
  fields: usize;
  field_count: usize;
  /** Scratch memory: its address, the bytes of a thread, and how many of these lie before the fields' own. */
  scratch: usize;
  scratch_step: usize;
  scratch_fields: usize;
  /** Address of a word that becomes 0 when a particle is not finite. */
  finite: usize;
}

/** Equal updates in a row, from number `first` on: x ← a·x + b·s + c·m + d·z, and m ← e·x + f·s where e or f is not 0. */
@unmanaged
export class Stage {
  first: u32;
  /** Which σ. */
  sigma: u32;
  a: f32;
  b: f32;
  c: f32;
  d: f32;
  e: f32;
  f: f32;
  /** σ of the noise that known coordinates carry after each of the updates but the last, and after that. */
  known_sigma: f32;
  next_sigma: f32;
}
