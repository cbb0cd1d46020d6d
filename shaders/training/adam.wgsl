// Moves the parameters by Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019,
// algorithm 2) along `gradient_of`, which gradient_summed.wgsl or gradient_clipped.wgsl defines, and their average after
// them; the last workgroup adds up the loss. Twin: src/engines/cpu/adam.ts.
@group(0) @binding(2) var<storage, read> partial_losses: array<f32>; // [members of the dispatch][losses]
// Parameters, first moments, second moments and, if one is kept, the average of the parameters, each [members][member_floats].
@group(0) @binding(3) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>; // [slots][members]

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32) {
  let member = member_of(workgroup.z);
  if (workgroup.x + 1u == workgroups.x) {
    var share = 0.0;
    for (var i = local; i < training.losses; i += 64u) {
      share += partial_losses[member * training.losses + i];
    }
    sums[local] = share;
    workgroupBarrier();
    if (local == 0u) {
      var total = 0.0;
      for (var i = 0u; i < 64u; i++) {
        total += sums[i];
      }
      losses[training.slot * members() + number_of(member)] = total;
    }
    return;
  }
  let i = workgroup.x * 64u + local;
  let settings = settings_of(member);
  let g = gradient_of(i, local, member, settings);
  if (i >= training.parameters) {
    return;
  }
  let count = part_floats();
  let at = place_of(member) + i;
  let m = fma(settings.rate1, g - state[count + at], state[count + at]);
  let v = fma(settings.rate2, g * g - state[2u * count + at], state[2u * count + at]);
  state[count + at] = m;
  state[2u * count + at] = v;
  let p = state[at] - (settings.scale * m / (sqrt(v) + settings.epsilon) + settings.shrinkage * state[at]);
  state[at] = p;
  if (settings.average_rate > 0.0) {
    state[3u * count + at] = fma(settings.average_rate, p - state[3u * count + at], state[3u * count + at]);
  }
}
