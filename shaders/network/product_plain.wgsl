// A tile of a matrix product, Σ weight(i, first + o) · term(i, quad), for OUTPUTS o and VECTORS quads 64 apart.
// Every invocation of a workgroup loads the same weights, four at a time, which serve VECTORS vectors of four rows.
struct Invocation {
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) local: u32,
}

alias Tile = array<array<vec4f, VECTORS>, OUTPUTS>;

// `count` terms, a multiple of UNROLL.
fn product(count: u32, given: Operands, invocation: Invocation) -> Tile {
  var sums: Tile;
  var at = given;
  for (var i = 0u; i < count; i += UNROLL) {
    for (var u = 0u; u < UNROLL; u++) { // unroll
      var x: array<vec4f, VECTORS>;
      for (var g = 0u; g < VECTORS; g++) { // unroll
        x[g] = term(at.terms + g * 64u);
      }
      for (var load = 0u; load < LOADS; load++) { // unroll
        let w = weights(at.weights + load);
        for (var o = 0u; o < 4u; o++) { // unroll
          for (var g = 0u; g < VECTORS; g++) { // unroll
            sums[4u * load + o][g] = fma(vec4f(w[o]), x[g], sums[4u * load + o][g]);
          }
        }
      }
      at.weights += at.weights_step;
      at.terms += at.terms_step;
    }
  }
  return sums;
}
