// As product_plain.wgsl, but the invocations of a workgroup stand 8 by 8, over 8 · OUTPUTS units and 8 · VECTORS quads, and
// load SLAB terms of both together into its memory: one load instead of eight. An invocation's units are LOADS blocks of
// four, 32 units apart, and its quads are 8 apart, so that those of neighbours lie side by side.
struct Invocation {
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) local: u32,
}

alias Tile = array<array<vec4f, VECTORS>, OUTPUTS>;

const SLAB = 16u;
const BLOCKS = 8u * LOADS;
const QUADS = 8u * VECTORS;
const QUAD_STEP = 8u;

var<workgroup> slab_weights: array<array<vec4f, BLOCKS>, SLAB>;
var<workgroup> slab_terms: array<array<vec4f, QUADS>, SLAB>;

fn first_unit(invocation: Invocation) -> u32 {
  return 4u * (invocation.workgroup.x * BLOCKS + invocation.local % 8u);
}

fn first_quad(invocation: Invocation) -> u32 {
  return invocation.workgroup.y * QUADS + invocation.local / 8u;
}

fn unit_step(o: u32) -> u32 {
  return 32u * (o / 4u) + o % 4u;
}

// `count` terms, a multiple of UNROLL.
fn product(count: u32, given: Operands, invocation: Invocation) -> Tile {
  let column = invocation.local % 8u;
  let row = invocation.local / 8u;
  var sums: Tile;
  for (var first = 0u; first < count; first += SLAB) {
    let terms = min(SLAB, count - first);
    workgroupBarrier();
    for (var at = invocation.local; at < terms * BLOCKS; at += 64u) {
      let start = given.weights - column + (first + at / BLOCKS) * given.weights_step;
      slab_weights[at / BLOCKS][at % BLOCKS] = weights(start + at % BLOCKS);
    }
    for (var at = invocation.local; at < terms * QUADS; at += 64u) {
      let start = given.terms - row + (first + at / QUADS) * given.terms_step;
      slab_terms[at / QUADS][at % QUADS] = term(start + at % QUADS);
    }
    workgroupBarrier();
    for (var i = 0u; i < terms; i += UNROLL) {
      for (var u = 0u; u < UNROLL; u++) { // unroll
        var x: array<vec4f, VECTORS>;
        for (var g = 0u; g < VECTORS; g++) { // unroll
          x[g] = slab_terms[i + u][g * 8u + row];
        }
        for (var load = 0u; load < LOADS; load++) { // unroll
          let w = slab_weights[i + u][load * 8u + column];
          for (var o = 0u; o < 4u; o++) { // unroll
            for (var g = 0u; g < VECTORS; g++) { // unroll
              sums[4u * load + o][g] = fma(vec4f(w[o]), x[g], sums[4u * load + o][g]);
            }
          }
        }
      }
    }
  }
  return sums;
}
