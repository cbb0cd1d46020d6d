// Gradient of every layer, [inputs + 1][outputs]: the activations of its inputs (and 1 for the biases) times the deltas of
// its outputs, summed over rows. An invocation sums a block of 4 × 4 over its share of the rows.
// Twin: src/engines/cpu/backward.ts.
@group(1) @binding(4) var<storage, read_write> partials: array<f32>; // [splits][parameters]

// Input unit i of a layer, which for i = inputs is the 1 that the biases multiply.
fn input(layer: Layer, column: u32, i: u32) -> vec4f {
  return select(vec4f(1.0), activations[column + (layer.source + min(i, layer.inputs - 1u)) * 64u], i < layer.inputs);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Blocks of all layers are numbered through.
  var block = id.x;
  var l = 0u;
  loop {
    if (l == shape.layers) {
      return;
    }
    let count = blocks_of(shape.layer[l]);
    if (block < count) {
      break;
    }
    block -= count;
    l++;
  }
  let layer = shape.layer[l];
  let across = (layer.outputs + 3u) / 4u;
  let offsets = vec4u(0u, 1u, 2u, 3u);
  let rows = vec4u(4u * (block / across)) + offsets;
  let columns = vec4u(4u * (block % across)) + offsets;
  let o = layer.result + min(columns, vec4u(layer.outputs - 1u));

  let workgroups = (training.end_row - training.first_row + 255u) / 256u;
  let first = id.y * workgroups / training.splits;
  let end = (id.y + 1u) * workgroups / training.splits;
  var total: array<vec4f, 4>;
  for (var w = first; w < end; w++) {
    // Summed by workgroup first: shorter sums round less.
    var a = vec4f(0.0);
    var b = vec4f(0.0);
    var c = vec4f(0.0);
    var d = vec4f(0.0);
    for (var local = 0u; local < 64u; local++) {
      let column = w * shape.units * 64u + local;
      let p = deltas[column + o.x * 64u];
      let q = deltas[column + o.y * 64u];
      let r = deltas[column + o.z * 64u];
      let s = deltas[column + o.w * 64u];
      let h = input(layer, column, rows.x);
      let i = input(layer, column, rows.y);
      let j = input(layer, column, rows.z);
      let k = input(layer, column, rows.w);
      a += vec4f(dot(h, p), dot(h, q), dot(h, r), dot(h, s));
      b += vec4f(dot(i, p), dot(i, q), dot(i, r), dot(i, s));
      c += vec4f(dot(j, p), dot(j, q), dot(j, r), dot(j, s));
      d += vec4f(dot(k, p), dot(k, q), dot(k, r), dot(k, s));
    }
    total[0] += a;
    total[1] += b;
    total[2] += c;
    total[3] += d;
  }

  let base = id.y * training.parameters + layer.weight;
  for (var row = 0u; row < 4u; row++) { // unroll
    for (var lane = 0u; lane < 4u; lane++) { // unroll
      if (rows[row] <= layer.inputs && columns[lane] < layer.outputs) {
        let at = base + rows[row] * layer.outputs + columns[lane];
        // Rows beyond one dispatch come in several, each adding to the sums of those before.
        partials[at] = select(partials[at], 0.0, training.first_row == 0u) + total[row][lane];
      }
    }
  }
}

fn blocks_of(layer: Layer) -> u32 {
  return (layer.inputs + 4u) / 4u * ((layer.outputs + 3u) / 4u);
}
