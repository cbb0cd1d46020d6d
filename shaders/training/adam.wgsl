// Moves the parameters by Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019,
// algorithm 2) along `gradient_of`, which gradient_summed.wgsl or gradient_clipped.wgsl defines, and their average after
// them; the last workgroup adds up the loss. Twin: src/engines/cpu/adam.ts.
@group(0) @binding(2) var<storage, read> partial_losses: array<f32>;
// Parameters, first moments, second moments and, if one is kept, the average of the parameters, each `parameters` floats.
@group(0) @binding(3) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32) {
  if (workgroup.x + 1u == workgroups.x) {
    var share = 0.0;
    for (var i = local; i < training.losses; i += 64u) {
      share += partial_losses[i];
    }
    sums[local] = share;
    workgroupBarrier();
    if (local == 0u) {
      var total = 0.0;
      for (var i = 0u; i < 64u; i++) {
        total += sums[i];
      }
      losses[training.slot] = total;
    }
    return;
  }
  let i = workgroup.x * 64u + local;
  let count = training.parameters;
  let g = gradient_of(i, local);
  if (i >= count) {
    return;
  }
  let m = fma(training.rate1, g - state[count + i], state[count + i]);
  let v = fma(training.rate2, g * g - state[2u * count + i], state[2u * count + i]);
  state[count + i] = m;
  state[2u * count + i] = v;
  let p = state[i] - (training.scale * m / (sqrt(v) + training.epsilon) + training.shrinkage * state[i]);
  state[i] = p;
  if (training.average_rate > 0.0) {
    state[3u * count + i] = fma(training.average_rate, p - state[3u * count + i], state[3u * count + i]);
  }
}
