// Loss and gradient of a network with one hidden layer, fused: perturb, forward, loss, backward.
// First every invocation takes GROUPS quads of rows forward and leaves what the gradient needs of them in workgroup
// memory; then every invocation gathers the gradient of one hidden unit over all those rows, recomputing its activation.
// Partial sums go to `partials`, one row a workgroup; adam.wgsl adds them up. Twin: src/engines/cpu/backward.ts.

// Laid out as in score_network_lanes.wgsl.
@group(1) @binding(0) var<uniform> network: array<vec4f, NETWORK_VECTORS>;
@group(1) @binding(1) var<storage, read_write> partials: array<f32>; // [workgroups][parameters]
@group(1) @binding(2) var<storage, read_write> partial_losses: array<f32>; // [workgroups]

// Inputs (x̃, σ) and the derivative of the loss with respect to each output, for each quad of the workgroup.
var<workgroup> inputs: array<array<vec4f, 64u * GROUPS>, INPUTS>;
var<workgroup> residuals: array<array<vec4f, 64u * GROUPS>, DIMENSION>;
// Each invocation's share of the loss, then of the gradients of the output biases.
var<workgroup> sums: array<array<f32, 64u>, INPUTS>;

fn weight(row: u32, unit: u32) -> f32 {
  return network[row * BLOCKS + unit / 4u][unit % 4u];
}

fn sum(v: vec4f) -> f32 {
  return (v.x + v.y) + (v.z + v.w);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  var x: array<array<vec4f, GROUPS>, INPUTS>;
  var epsilon: array<array<vec4f, GROUPS>, DIMENSION>;
  var s: array<array<vec4f, GROUPS>, DIMENSION>;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = (workgroup.x * GROUPS + g) * 64u + local;
    let rows = rows_of(quad);
    let sigma = sigma_of(rows);
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      epsilon[j][g] = perturbation(quad, rows, j);
      x[j][g] = fma(sigma, epsilon[j][g], datum_of(rows, j));
      s[j][g] = vec4f(weight(2u * DIMENSION + 2u, j));
    }
    x[DIMENSION][g] = sigma;
  }

  for (var block = 0u; block < training.blocks; block++) {
    let bias = network[INPUTS * BLOCKS + block];
    for (var unit = 0u; unit < 4u; unit++) { // unroll
      for (var g = 0u; g < GROUPS; g++) { // unroll
        var a = vec4f(bias[unit]);
        for (var i = 0u; i < INPUTS; i++) { // unroll
          a = fma(vec4f(network[i * BLOCKS + block][unit]), x[i][g], a);
        }
        let h = activate(a);
        for (var j = 0u; j < DIMENSION; j++) { // unroll
          s[j][g] = fma(vec4f(network[(INPUTS + 1u + j) * BLOCKS + block][unit]), h, s[j][g]);
        }
      }
    }
  }

  var loss = vec4f(0.0);
  var outward: array<vec4f, DIMENSION>;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let at = g * 64u + local;
    let share = row_weight((workgroup.x * GROUPS + g) * 64u + local);
    let sigma = x[DIMENSION][g];
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      // Loss ½‖σ·s + ε‖², its derivative σ·(σ·s + ε).
      let error = fma(sigma, s[j][g], epsilon[j][g]);
      let residual = share * sigma * error;
      loss = fma(0.5 * share * error, error, loss);
      outward[j] += residual;
      residuals[j][at] = residual;
      inputs[j][at] = x[j][g];
    }
    inputs[DIMENSION][at] = sigma;
  }
  sums[DIMENSION][local] = sum(loss);
  for (var j = 0u; j < DIMENSION; j++) { // unroll
    sums[j][local] = sum(outward[j]);
  }
  workgroupBarrier();

  let base = workgroup.x * training.parameters;
  if (local < HIDDEN) {
    var inward_gradient: array<vec4f, INPUTS>;
    var outward_gradient: array<vec4f, DIMENSION>;
    var bias_gradient = vec4f(0.0);
    var inward_weight: array<f32, INPUTS>;
    var outward_weight: array<f32, DIMENSION>;
    for (var i = 0u; i < INPUTS; i++) { // unroll
      inward_weight[i] = weight(i, local);
    }
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      outward_weight[j] = weight(INPUTS + 1u + j, local);
    }
    let bias = weight(INPUTS, local);
    for (var at = 0u; at < 64u * GROUPS; at++) {
      var a = vec4f(bias);
      for (var i = 0u; i < INPUTS; i++) { // unroll
        a = fma(vec4f(inward_weight[i]), inputs[i][at], a);
      }
      let h = activate(a);
      var delta = vec4f(0.0);
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        let residual = residuals[j][at];
        outward_gradient[j] = fma(h, residual, outward_gradient[j]);
        delta = fma(vec4f(outward_weight[j]), residual, delta);
      }
      delta *= slope(a);
      bias_gradient += delta;
      for (var i = 0u; i < INPUTS; i++) { // unroll
        inward_gradient[i] = fma(delta, inputs[i][at], inward_gradient[i]);
      }
    }
    for (var i = 0u; i < INPUTS; i++) { // unroll
      partials[base + i * 4u * BLOCKS + local] = sum(inward_gradient[i]);
    }
    partials[base + INPUTS * 4u * BLOCKS + local] = sum(bias_gradient);
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      partials[base + (INPUTS + 1u + j) * 4u * BLOCKS + local] = sum(outward_gradient[j]);
    }
  }
  if (local <= DIMENSION) {
    var total = 0.0;
    for (var k = 0u; k < 64u; k++) {
      total += sums[local][k];
    }
    if (local == DIMENSION) {
      partial_losses[workgroup.x] = total;
    } else {
      partials[base + (2u * DIMENSION + 2u) * 4u * BLOCKS + local] = total;
    }
  }
}
