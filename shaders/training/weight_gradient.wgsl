// Gradient of one layer, [inputs + 1][outputs]: the activations of its inputs (and 1 for the biases) times the deltas of its
// outputs, summed over rows. Workgroup (x, y, z) takes a tile of weights, x among those of the outputs and y among those of
// the inputs, over share z of the rows of the networks one after another; tile_….wgsl says what an invocation sums of it. Twin: src/engines/cpu/backward.ts.
@group(1) @binding(3) var<storage, read_write> partials: array<f32>; // [members][splits][parameters]

struct Quads {
  first: u32,
  end: u32,
}

// The quads of share z of the dispatch, in the planes of the first layer of their network.
fn share_of(z: u32) -> Quads {
  let quads = (training.end_row - training.first_row + 3u) / 4u;
  let member = member_of(z / training.splits);
  let split = z - member * training.splits;
  let planes = member * layer.member_planes;
  return Quads(planes + split * quads / training.splits, planes + (split + 1u) * quads / training.splits);
}

// Input and output units past the last one of the layer repeat it; keep() leaves them out.
fn input_at(unit: u32, quad: u32) -> vec4f {
  return activations[(layer.source + min(unit, layer.inputs - 1u)) * layer.stride + quad];
}

fn delta_at(unit: u32, quad: u32) -> vec4f {
  return deltas[(layer.result + min(unit, layer.outputs - 1u)) * layer.stride + quad];
}

fn join(a: vec4f, b: vec4f, sum: f32) -> f32 {
  return fma(a.x, b.x, fma(a.y, b.y, fma(a.z, b.z, fma(a.w, b.w, sum))));
}

fn keep(input: u32, output: u32, z: u32, sum: f32) {
  if (input < layer.true_inputs && output < layer.true_outputs) {
    keep_at(input, output, z, sum);
  }
}

fn keep_bias(output: u32, z: u32, sum: f32) {
  if (output < layer.true_outputs) {
    keep_at(layer.inputs, output, z, sum);
  }
}

fn keep_at(input: u32, output: u32, z: u32, sum: f32) {
  let at = z * training.parameters + layer.weight + input * layer.outputs + output;
  // Rows beyond one dispatch come in several, each adding to the sums of those before.
  var total = sum;
  if (training.first_row > 0u) {
    total += partials[at];
  }
  partials[at] = total;
}
