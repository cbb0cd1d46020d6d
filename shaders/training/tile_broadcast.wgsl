// A workgroup is one subgroup and sums TILE · SUBGROUP inputs by TILE · SUBGROUP outputs. An invocation owns TILE outputs;
// each loads TILE inputs, which all pass to each other: one load instead of SUBGROUP.
enable subgroups;

@compute @workgroup_size(SUBGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let first_input = workgroup.y * TILE * SUBGROUP;
  let first_output = workgroup.x * TILE * SUBGROUP + lane;
  let quads = share_of(workgroup.z);
  var sums: array<array<f32, TILE>, TILE * SUBGROUP>;
  var biases: array<f32, TILE>;
  for (var quad = quads.first; quad < quads.end; quad++) {
    var d: array<vec4f, TILE>;
    for (var o = 0u; o < TILE; o++) { // unroll
      d[o] = delta_at(first_output + o * SUBGROUP, quad);
      biases[o] += (d[o].x + d[o].y) + (d[o].z + d[o].w);
    }
    for (var t = 0u; t < TILE; t++) { // unroll
      let own = input_at(first_input + t * SUBGROUP + lane, quad);
      for (var i = 0u; i < SUBGROUP; i++) { // unroll
        let h = subgroupBroadcast(own, i);
        for (var o = 0u; o < TILE; o++) { // unroll
          sums[t * SUBGROUP + i][o] = join(h, d[o], sums[t * SUBGROUP + i][o]);
        }
      }
    }
  }
  for (var o = 0u; o < layer.weight_tile; o++) {
    for (var i = 0u; i < layer.weight_tile * SUBGROUP; i++) {
      keep(first_input + i, first_output + o * SUBGROUP, workgroup.z, sums[i][o]);
    }
    if (first_input == 0u) {
      keep_bias(first_output + o * SUBGROUP, workgroup.z, biases[o]);
    }
  }
}
