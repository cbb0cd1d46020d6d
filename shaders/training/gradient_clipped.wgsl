// Element i of the gradient that sum_gradient.wgsl added up, scaled down where the norm of the whole is above `clip`
// (Pascanu, Mikolov and Bengio 2013, algorithm 1). All invocations of a workgroup call it, because they join the norms
// together. Twin: clipFactor in src/engines/cpu/adam.ts.
@group(0) @binding(4) var<storage, read> gradient: array<f32>;
@group(0) @binding(6) var<storage, read> norms: array<vec2f>;

fn gradient_of(i: u32, local: u32) -> f32 {
  var share = vec2f(0.0);
  for (var k = local; k < arrayLength(&norms); k += 64u) {
    share = joined(share, norms[k]);
  }
  let norm = joined_over_workgroup(share, local);
  let g = gradient[min(i, training.parameters - 1u)];
  if (norm.x * sqrt(norm.y) > training.clip) {
    return g * (training.clip / norm.x / sqrt(norm.y));
  }
  return g;
}
