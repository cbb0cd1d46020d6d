// As tile_plain.wgsl, but the invocations of a workgroup load QUADS quads of their inputs and deltas together, into its
// memory: one load instead of eight. Units lie side by side there, so that those of neighbours are read at once.
const QUADS = 4u;
const UNITS = 8u * TILE;

var<workgroup> inputs: array<array<vec4f, UNITS>, QUADS>;
var<workgroup> outputs: array<array<vec4f, UNITS>, QUADS>;

struct Sums {
  weights: array<array<f32, TILE>, TILE>,
  biases: array<f32, TILE>,
}

// In a function of its own, where every index is a constant once its loops are written out, so that sums lie in registers: the
// loops that store index by counters, and keep what they index in memory.
fn summed(quads: Quads, first_input: u32, first_output: u32, local: u32) -> Sums {
  let row = local / 8u;
  let column = local % 8u;
  var sums: Sums;
  for (var first = quads.first; first < quads.end; first += QUADS) {
    workgroupBarrier();
    for (var at = local; at < QUADS * UNITS; at += 64u) {
      // Neighbours load neighbouring quads of a unit, which lie side by side in storage. Quads past the last add nothing.
      let unit = at / QUADS;
      let quad = first + at % QUADS;
      let within = f32(quad < quads.end);
      inputs[at % QUADS][unit] = input_at(first_input + unit, min(quad, quads.end - 1u));
      outputs[at % QUADS][unit] = within * delta_at(first_output + unit, min(quad, quads.end - 1u));
    }
    workgroupBarrier();
    for (var quad = 0u; quad < QUADS; quad++) {
      var d: array<vec4f, TILE>;
      for (var o = 0u; o < TILE; o++) { // unroll
        d[o] = outputs[quad][o * 8u + column];
        sums.biases[o] += (d[o].x + d[o].y) + (d[o].z + d[o].w);
      }
      for (var i = 0u; i < TILE; i++) { // unroll
        let h = inputs[quad][i * 8u + row];
        for (var o = 0u; o < TILE; o++) { // unroll
          sums.weights[i][o] = join(h, d[o], sums.weights[i][o]);
        }
      }
    }
  }
  return sums;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let first_input = workgroup.y * UNITS;
  let first_output = workgroup.x * UNITS;
  let row = local / 8u;
  let column = local % 8u;
  var sums = summed(share_of(workgroup.z), first_input, first_output, local);
  for (var o = 0u; o < layer.weight_tile; o++) {
    for (var i = 0u; i < layer.weight_tile; i++) {
      keep(first_input + i * 8u + row, first_output + o * 8u + column, workgroup.z, sums.weights[i][o]);
    }
    if (first_input + row == 0u) {
      keep_bias(first_output + o * 8u + column, workgroup.z, sums.biases[o]);
    }
  }
}
