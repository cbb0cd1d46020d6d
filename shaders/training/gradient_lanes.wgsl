// Loss and gradient of networks with one hidden layer, fused: perturb, forward, loss, backward. Workgroup (x, 0, z) takes rows
// by x and a network by z.
// First every invocation takes GROUPS quads of rows forward and leaves what the gradient needs of them to its workgroup,
// as rows_….wgsl says; then every invocation gathers the gradients of WIDE blocks of four hidden units over a slice of those
// rows, recomputing their activations. Partial sums go to `partials`, a row for each slice; adam.wgsl adds them up.
// Twin: src/engines/cpu/backward.ts.

// Each laid out as in score_network_lanes.wgsl, and NETWORK_STEP vectors from one to the next.
@group(1) @binding(0) var<uniform> network: array<vec4f, NETWORKS * NETWORK_STEP>;
@group(1) @binding(1) var<storage, read_write> partials: array<f32>; // [workgroups · SLICES][parameters]
@group(1) @binding(2) var<storage, read_write> partial_losses: array<f32>; // [workgroups]

// First quad of the invocation's group g.
fn quad_of(workgroup: u32, local: u32, g: u32) -> u32 {
  return training.first_row / 4u + (workgroup * GROUPS + g) * 64u + local;
}

// Rows beyond one dispatch come in several, each adding to the sums of those before.
fn add(place: u32, value: f32) {
  partials[place] = select(partials[place], 0.0, training.first_row == 0u) + value;
}

fn sum(v: vec4f) -> f32 {
  return (v.x + v.y) + (v.z + v.w);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let member = member_of(workgroup.z);
  let key = settings_of(member).key;
  // Where its network begins, and the number of the workgroup among those of all members.
  let first = member * NETWORK_STEP;
  let own = member * training.losses + workgroup.x;
  var x: array<array<vec4f, GROUPS>, INPUTS>;
  var epsilon: array<array<vec4f, GROUPS>, DIMENSION>;
  var s: array<array<vec4f, GROUPS>, DIMENSION>;
  var level: array<Level, GROUPS>;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let quad = quad_of(workgroup.x, local, g);
    let rows = rows_of(quad);
    let datum = data_of(rows, key);
    level[g] = level_of(quad, rows, key);
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      epsilon[j][g] = perturbation(quad, rows, j, key);
      x[j][g] = input_scale(level[g].sigma) * fma(level[g].sigma, epsilon[j][g], coordinate(datum, j));
      s[j][g] = vec4f(network[first + (2u * DIMENSION + 2u) * BLOCKS + j / 4u][j % 4u]);
    }
    x[DIMENSION][g] = feature(0u, level[g].sigma, level[g].log_sigma);
  }

  for (var block = 0u; block < training.blocks; block++) {
    // Loaded once for all groups: not every compiler sees that the loads are the same.
    var inward: array<vec4f, INPUTS>;
    var outward: array<vec4f, DIMENSION>;
    for (var i = 0u; i < INPUTS; i++) { // unroll
      inward[i] = network[first + i * BLOCKS + block];
    }
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      outward[j] = network[first + (INPUTS + 1u + j) * BLOCKS + block];
    }
    let bias = network[first + INPUTS * BLOCKS + block];
    for (var unit = 0u; unit < 4u; unit++) { // unroll
      for (var g = 0u; g < GROUPS; g++) { // unroll
        var a = vec4f(bias[unit]);
        for (var i = 0u; i < INPUTS; i++) { // unroll
          a = fma(vec4f(inward[i][unit]), x[i][g], a);
        }
        let h = activate(a);
        for (var j = 0u; j < DIMENSION; j++) { // unroll
          s[j][g] = fma(vec4f(outward[j][unit]), h, s[j][g]);
        }
      }
    }
  }

  var loss = vec4f(0.0);
  var outward: array<vec4f, DIMENSION>;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    let at = g * 64u + local;
    let sigma = level[g].sigma;
    let share = row_weight(quad_of(workgroup.x, local, g), level[g].log_sigma);
    for (var j = 0u; j < DIMENSION; j++) { // unroll
      // Loss ½‖σ·s + ε‖²; its derivative by s is σ·(σ·s + ε), and s = skip·x̃ + output·net.
      let noisy = x[j][g] / input_scale(sigma);
      let error = fma(sigma, fma(skip_scale(sigma), noisy, output_scale(sigma) * s[j][g]), epsilon[j][g]);
      let residual = share * sigma * output_scale(sigma) * error;
      loss = fma(0.5 * share * error, error, loss);
      outward[j] += residual;
      keep(RESIDUALS + j, at, residual, own);
      keep(j, at, x[j][g], own);
    }
    keep(DIMENSION, at, x[DIMENSION][g], own);
  }
  keep_sum(DIMENSION, local, sum(loss), own);
  for (var j = 0u; j < DIMENSION; j++) { // unroll
    keep_sum(j, local, sum(outward[j]), own);
  }
  wait_for_rows();

  let slice = local / (BLOCKS / WIDE);
  let first_block = local % (BLOCKS / WIDE) * WIDE;
  let base = (own * SLICES + slice) * training.parameters;
  if (slice < SLICES) {
    var inward: array<array<vec4f, INPUTS>, WIDE>;
    var outward: array<array<vec4f, DIMENSION>, WIDE>;
    var bias: array<vec4f, WIDE>;
    for (var b = 0u; b < WIDE; b++) { // unroll
      for (var i = 0u; i < INPUTS; i++) { // unroll
        inward[b][i] = network[first + i * BLOCKS + first_block + b];
      }
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        outward[b][j] = network[first + (INPUTS + 1u + j) * BLOCKS + first_block + b];
      }
      bias[b] = network[first + INPUTS * BLOCKS + first_block + b];
    }
    // Gradients of the four units of each block, one in each lane.
    var inward_gradient: array<array<vec4f, INPUTS>, WIDE>;
    var outward_gradient: array<array<vec4f, DIMENSION>, WIDE>;
    var bias_gradient: array<vec4f, WIDE>;
    let length = 64u * GROUPS / SLICES;
    for (var at = slice * length; at < (slice + 1u) * length; at++) {
      var row: array<vec4f, INPUTS>;
      var residual: array<vec4f, DIMENSION>;
      for (var i = 0u; i < INPUTS; i++) { // unroll
        row[i] = kept(i, at, own);
      }
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        residual[j] = kept(RESIDUALS + j, at, own);
      }
      for (var b = 0u; b < WIDE; b++) { // unroll
        for (var unit = 0u; unit < 4u; unit++) { // unroll
          var a = vec4f(bias[b][unit]);
          for (var i = 0u; i < INPUTS; i++) { // unroll
            a = fma(vec4f(inward[b][i][unit]), row[i], a);
          }
          let h = activate(a);
          var delta = vec4f(0.0);
          for (var j = 0u; j < DIMENSION; j++) { // unroll
            outward_gradient[b][j][unit] += dot(h, residual[j]);
            delta = fma(vec4f(outward[b][j][unit]), residual[j], delta);
          }
          delta *= slope(a);
          bias_gradient[b][unit] += dot(delta, vec4f(1.0));
          for (var i = 0u; i < INPUTS; i++) { // unroll
            inward_gradient[b][i][unit] += dot(delta, row[i]);
          }
        }
      }
    }
    for (var b = 0u; b < WIDE; b++) { // unroll
      for (var unit = 0u; unit < 4u; unit++) { // unroll
        let number = 4u * (first_block + b) + unit;
        if (number < HIDDEN) {
          for (var i = 0u; i < INPUTS; i++) { // unroll
            add(base + number + i * 4u * BLOCKS, inward_gradient[b][i][unit]);
          }
          add(base + number + INPUTS * 4u * BLOCKS, bias_gradient[b][unit]);
          for (var j = 0u; j < DIMENSION; j++) { // unroll
            add(base + number + (INPUTS + 1u + j) * 4u * BLOCKS, outward_gradient[b][j][unit]);
          }
        }
      }
    }
  }
  if (local <= DIMENSION) {
    var total = 0.0;
    for (var k = 0u; k < 64u; k++) {
      total += kept_sum(local, k, own);
    }
    if (local == DIMENSION) {
      partial_losses[own] = select(partial_losses[own], 0.0, training.first_row == 0u) + total;
    } else {
      // In the row of slice 0; those of the other slices stay zero there, as they were made.
      add(own * SLICES * training.parameters + (2u * DIMENSION + 2u) * 4u * BLOCKS + local, total);
    }
  }
}
