// One update of a quad in one dimension. Twin: src/engines/cpu/stage.ts.
// NOISE says which stages of the program add noise: 0 for none, 1 for some, 2 for all. A kernel for all of them has no branch.

fn moved(stage: Stage, x: vec4f, s: vec4f, m: vec4f, counter: vec4u) -> vec4f {
  var change = stage.b * s;
  if (NOISE == 2u || (NOISE == 1u && stage.d != 0.0)) {
    change = fma(vec4f(stage.d), normals(counter, sampling.key), change);
  }
  if (MEMORY) {
    change = fma(vec4f(stage.c), m, change);
  }
  return fma(vec4f(stage.a), x, change);
}

// What the memory is after the update.
fn memorised(stage: Stage, x: vec4f, s: vec4f, m: vec4f) -> vec4f {
  if (stage.e == 0.0 && stage.f == 0.0) {
    return m;
  }
  return fma(vec4f(stage.e), x, stage.f * s);
}
