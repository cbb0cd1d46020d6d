// A linear measurement along orthonormal directions, and planes of storage for what leads a range of particles towards it: first the
// weights of the directions, then the scores that come of it.
struct Measurement {
  // Directions, and coordinates of each.
  count: u32,
  dimension: u32,
  // Quads of a plane.
  stride: u32,
  // Least share of the expected variance that is believed of a Jacobian.
  least_share: f32,
}

@group(1) @binding(10) var<uniform> measurement: Measurement;
// Directions, [count][dimension]; what was measured along each; the variance of its noise; and for each σ the expected variances.
@group(1) @binding(11) var<storage, read> measured: array<f32>;
@group(1) @binding(12) var<storage, read_write> led: array<vec4f>;

fn direction(k: u32, j: u32) -> f32 {
  return measured[k * measurement.dimension + j];
}

fn measured_value(k: u32) -> f32 {
  return measured[measurement.count * measurement.dimension + k];
}

fn noise_variance(k: u32) -> f32 {
  return measured[measurement.count * (measurement.dimension + 1u) + k];
}

fn expected_variance(level: u32, k: u32) -> f32 {
  return measured[measurement.count * (measurement.dimension + 2u + level) + k];
}

// Where the weight of a direction is, and the score of a coordinate, for the quad at `place` in the range.
fn weight_place(k: u32, place: u32) -> u32 {
  return k * measurement.stride + place;
}

fn led_place(j: u32, place: u32) -> u32 {
  return (measurement.count + j) * measurement.stride + place;
}
