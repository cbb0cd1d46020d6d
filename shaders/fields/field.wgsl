// What a score function needs besides its own buffers.
struct Field {
  // What it loops over: components of a mixture, or blocks of four hidden units. A field rather than a constant, because some
  // drivers write out any loop whose end they know, and compile for seconds.
  terms: u32,
  // Of the output of a network, see network/output/edm.wgsl.
  data_deviation: f32,
  // Coordinates of a point that it is a function of: the first of the particles'.
  dimension: u32,
}

@group(1) @binding(7) var<uniform> field: Field;

fn data_deviation() -> f32 {
  return field.data_deviation;
}
