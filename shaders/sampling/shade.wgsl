// Counts of a grid as colours of a canvas that the grid fills. Twin: src/shading.ts.
struct Shading {
  // Cells in x and in y.
  columns: u32,
  rows: u32,
  // Pixels.
  width: f32,
  height: f32,
  // A count c has the colour at 1 − exp(−gain·c) of the ramp.
  gain: f32,
}

// Steps of the ramp.
const STEPS = 1024u;

@group(0) @binding(0) var<uniform> shading: Shading;
// Row-major and upwards.
@group(0) @binding(1) var<storage, read> counts: array<u32>;
// Bytes of red, green, blue and opacity.
@group(0) @binding(2) var<storage, read> ramp: array<u32, STEPS>;

// One triangle that covers the canvas.
@vertex
fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

// The counts of a row between two cells.
fn count_between(row: u32, left: u32, right: u32, share: f32) -> f32 {
  let at = row * shading.columns;
  return mix(f32(counts[at + left]), f32(counts[at + right]), share);
}

@fragment
fn colour(@builtin(position) pixel: vec4f) -> @location(0) vec4f {
  let last = vec2f(f32(shading.columns - 1u), f32(shading.rows - 1u));
  let place = vec2f(pixel.x / shading.width, (shading.height - pixel.y) / shading.height);
  let at = clamp(place * (last + 1.0) - 0.5, vec2f(0.0), last);
  let cell = vec2u(at);
  let next = min(cell + 1u, vec2u(last));
  let share = at - vec2f(cell);
  let low = count_between(cell.y, cell.x, next.x, share.x);
  let high = count_between(next.y, cell.x, next.x, share.x);
  let exposed = 1.0 - exp(-shading.gain * mix(low, high, share.y));
  let found = unpack4x8unorm(ramp[min(u32(f32(STEPS - 1u) * exposed + 0.5), STEPS - 1u)]);
  return vec4f(found.rgb * found.a, found.a);
}
