// An invocation sums TILE inputs by TILE outputs and loads for itself what it needs of a quad; the 64 of a workgroup stand
// 8 by 8.
struct Sums {
  weights: array<array<f32, TILE>, TILE>,
  biases: array<f32, TILE>,
}

// In a function of its own, as in tile_workgroup.wgsl.
fn summed(quads: Quads, first_input: u32, first_output: u32) -> Sums {
  var sums: Sums;
  for (var quad = quads.first; quad < quads.end; quad++) {
    var d: array<vec4f, TILE>;
    for (var o = 0u; o < TILE; o++) { // unroll
      d[o] = delta_at(first_output + o, quad);
      sums.biases[o] += (d[o].x + d[o].y) + (d[o].z + d[o].w);
    }
    for (var i = 0u; i < TILE; i++) { // unroll
      let h = input_at(first_input + i, quad);
      for (var o = 0u; o < TILE; o++) { // unroll
        sums.weights[i][o] = join(h, d[o], sums.weights[i][o]);
      }
    }
  }
  return sums;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let first_input = (workgroup.y * 8u + local / 8u) * TILE;
  let first_output = (workgroup.x * 8u + local % 8u) * TILE;
  var sums = summed(share_of(workgroup.z), first_input, first_output);
  for (var o = 0u; o < layer.weight_tile; o++) {
    for (var i = 0u; i < layer.weight_tile; i++) {
      keep(first_input + i, first_output + o, workgroup.z, sums.weights[i][o]);
    }
    if (first_input == 0u) {
      keep_bias(first_output + o, workgroup.z, sums.biases[o]);
    }
  }
}
