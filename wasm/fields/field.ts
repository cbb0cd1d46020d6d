/** Kinds of fields, and forms of their evaluation, by their numbers in src/engines/wasm/sampling/wasm_score.ts. */
export const NETWORK_LANES: u32 = 0;
export const NETWORK_PANELS: u32 = 1;
export const MIXTURE: u32 = 2;
export const CUSTOM: u32 = 3;
/** A network in panels whose slopes are kept: only a part of derivatives. */
export const NETWORK_SLOPES: u32 = 4;
/** Others with products of their Jacobian. */
export const DERIVATIVES: u32 = 5;
/** Others led towards a measurement. */
export const MEASURED: u32 = 6;

/** What derivatives are taken along, by their numbers in src/engines/wasm/sampling/derivatives_field.ts. */
export const ALONG_COORDINATES: u32 = 0;
export const ALONG_PROBES: u32 = 1;
export const ALONG_GIVEN: u32 = 2;

/** A score function of the sum that a sampler follows. What a kind does not need is 0. */
@unmanaged
export class Field {
  kind: u32;
  /** Its weight in the sum. */
  weight: f32;
  /** What depends on σ alone, one row for each of its values: address and bytes of a row. */
  table: usize;
  table_step: usize;
  /** Bytes of a thread's scratch memory before its own. */
  scratch: usize;
  /** Of networks: the layers, and the address of their parameters. */
  layers: usize;
  layer_count: usize;
  parameters: usize;
  activation: u32;
  /** Bytes of a block of activations of the widest layer. */
  block: usize;
  /** Of networks with a context for each particle: its kind, how many inputs it has, and its columns, planes as those of the particles. */
  context: u32;
  context_inputs: usize;
  context_columns: usize;
  contexts: usize;
  /** Of mixtures; of measurements the directions. */
  components: usize;
  /** Of functions of the user's own: which of them. */
  index: u32;
  /** Of derivatives and measurements: the scores that they are of; of derivatives what they are taken along, at how many tangents in how many dimensions. */
  parts: usize;
  part_count: usize;
  along: u32;
  tangents: usize;
  dimension: usize;
  /** Key of the probes, and the quad of the random streams that the first four particles of the run take. */
  key0: u32;
  key1: u32;
  first_quad: u32;
  /** Address of the particles of the run. */
  particles: usize;
}
