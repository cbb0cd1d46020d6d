// As product_plain.wgsl, but the invocations of a subgroup load different weights and pass them to each other: one load
// instead of SUBGROUP. OUTPUTS is 4 · SUBGROUP · LOADS.
enable subgroups;

struct Invocation {
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) lane: u32,
}

alias Tile = array<array<vec4f, VECTORS>, OUTPUTS>;

// `count` terms, a multiple of UNROLL. Each sum adds up UNROLL of them at once: SwiftShader keeps sums in memory, and so
// writes them once for all.
fn product(count: u32, given: Operands, invocation: Invocation) -> Tile {
  var sums: Tile;
  var at = given;
  at.weights += invocation.lane;
  for (var i = 0u; i < count; i += UNROLL) {
    var x: array<array<vec4f, VECTORS>, UNROLL>;
    var own: array<array<vec4f, LOADS>, UNROLL>;
    for (var u = 0u; u < UNROLL; u++) { // unroll
      for (var g = 0u; g < VECTORS; g++) { // unroll
        x[u][g] = term(at.terms + g * 64u);
      }
      for (var load = 0u; load < LOADS; load++) { // unroll
        own[u][load] = weights(at.weights + load * SUBGROUP);
      }
      at.weights += at.weights_step;
      at.terms += at.terms_step;
    }
    for (var load = 0u; load < LOADS; load++) { // unroll
      for (var from = 0u; from < SUBGROUP; from++) { // unroll
        var w: array<vec4f, UNROLL>;
        for (var u = 0u; u < UNROLL; u++) { // unroll
          w[u] = subgroupBroadcast(own[u][load], from);
        }
        for (var o = 0u; o < 4u; o++) { // unroll
          for (var g = 0u; g < VECTORS; g++) { // unroll
            for (var row = 0u; row < 4u; row++) { // unroll
              var sum = sums[4u * (load * SUBGROUP + from) + o][g][row];
              for (var u = 0u; u < UNROLL; u++) { // unroll
                sum = fma(w[u][o], x[u][g][row], sum);
              }
              sums[4u * (load * SUBGROUP + from) + o][g][row] = sum;
            }
          }
        }
      }
    }
  }
  return sums;
}
