// Adds up the gradient and, by workgroups, its norm: goes before adam.wgsl when the gradient is clipped, since that needs
// the norm of the whole. Twin: clipFactor in src/engines/cpu/adam.ts.
@group(0) @binding(6) var<storage, read_write> norms: array<vec2f>; // [members of the dispatch][norms]

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32) {
  let member = member_of(workgroup.z);
  let settings = settings_of(member);
  var norm = vec2f(0.0);
  for (var i = workgroup.x * 64u + local; i < training.parameters; i += workgroups.x * 64u) {
    norm = joined(norm, vec2f(abs(gradient_of(i, local, member, settings)), 1.0));
  }
  norm = joined_over_workgroup(norm, local);
  if (local == 0u) {
    norms[member * norm_count() + workgroup.x] = norm;
  }
}
