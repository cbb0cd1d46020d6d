// As product_plain.wgsl, but the invocations of a subgroup load different weights and pass them to each other: one load
// instead of SUBGROUP. OUTPUTS is 4 · SUBGROUP · LOADS.
enable subgroups;

struct Invocation {
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) lane: u32,
}

alias Tile = array<array<vec4f, VECTORS>, OUTPUTS>;

// `first` is a multiple of four, `count` of UNROLL.
fn product(first: u32, quad: u32, count: u32, invocation: Invocation) -> Tile {
  var sums: Tile;
  for (var i = 0u; i < count; i += UNROLL) {
    for (var u = 0u; u < UNROLL; u++) { // unroll
      var x: array<vec4f, VECTORS>;
      for (var g = 0u; g < VECTORS; g++) { // unroll
        x[g] = term(i + u, quad + g * 64u);
      }
      for (var load = 0u; load < LOADS; load++) { // unroll
        let own = weights(i + u, first / 4u + load * SUBGROUP + invocation.lane);
        for (var from = 0u; from < SUBGROUP; from++) { // unroll
          let w = subgroupBroadcast(own, from);
          for (var o = 0u; o < 4u; o++) { // unroll
            for (var g = 0u; g < VECTORS; g++) { // unroll
              sums[4u * (load * SUBGROUP + from) + o][g] = fma(vec4f(w[o]), x[g], sums[4u * (load * SUBGROUP + from) + o][g]);
            }
          }
        }
      }
    }
  }
  return sums;
}
