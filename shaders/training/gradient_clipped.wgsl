// Element i of the gradient of a network that sum_gradient.wgsl added up, scaled down where the norm of the whole is above `clip`
// (Pascanu, Mikolov and Bengio 2013, algorithm 1). All invocations of a workgroup call it, because they join the norms
// together. Twin: clipFactor in src/engines/cpu/adam.ts.
@group(0) @binding(4) var<storage, read> gradient: array<f32>; // [members][member_floats]
@group(0) @binding(6) var<storage, read> norms: array<vec2f>; // [members of the dispatch][norms]

fn gradient_of(i: u32, local: u32, member: u32, settings: Settings) -> f32 {
  let count = norm_count();
  var share = vec2f(0.0);
  for (var k = local; k < count; k += 64u) {
    share = joined(share, norms[member * count + k]);
  }
  let norm = joined_over_workgroup(share, local);
  let g = gradient[place_of(member) + min(i, training.parameters - 1u)];
  if (norm.x * sqrt(norm.y) > settings.clip) {
    return g * (settings.clip / norm.x / sqrt(norm.y));
  }
  return g;
}
