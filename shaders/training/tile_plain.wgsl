// An invocation sums TILE inputs by TILE outputs and loads for itself what it needs of a quad; the 64 of a workgroup stand
// 8 by 8.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let first_input = (workgroup.y * 8u + local / 8u) * TILE;
  let first_output = (workgroup.x * 8u + local % 8u) * TILE;
  let quads = share_of(workgroup.z);
  var sums: array<array<f32, TILE>, TILE>;
  var biases: array<f32, TILE>;
  for (var quad = quads.first; quad < quads.end; quad++) {
    var d: array<vec4f, TILE>;
    for (var o = 0u; o < TILE; o++) { // unroll
      d[o] = delta_at(first_output + o, quad);
      biases[o] += (d[o].x + d[o].y) + (d[o].z + d[o].w);
    }
    for (var i = 0u; i < TILE; i++) { // unroll
      let h = input_at(first_input + i, quad);
      for (var o = 0u; o < TILE; o++) { // unroll
        sums[i][o] = join(h, d[o], sums[i][o]);
      }
    }
  }
  for (var o = 0u; o < layer.weight_tile; o++) {
    for (var i = 0u; i < layer.weight_tile; i++) {
      keep(first_input + i, first_output + o, workgroup.z, sums[i][o]);
    }
    if (first_input == 0u) {
      keep_bias(first_output + o, workgroup.z, biases[o]);
    }
  }
}
