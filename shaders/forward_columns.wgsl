// Forward pass of a network of any depth and width over a column. Twin: src/engines/cpu/forward.ts.
@group(1) @binding(1) var<storage, read> parameters: array<f32>;

// Runs the layers on a column whose inputs are in place; `column` is the index of its unit 0.
fn forward(column: u32) {
  for (var l = 0u; l < shape.layers; l++) {
    let layer = shape.layer[l];
    let hidden = l + 1u < shape.layers;
    for (var first = 0u; first < layer.outputs; first += 4u) {
      // The last block of a width that is not a multiple of four repeats its last unit.
      let o = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(layer.outputs - 1u));
      let bias = layer.weight + layer.inputs * layer.outputs;
      var a = vec4f(parameters[bias + o.x]);
      var b = vec4f(parameters[bias + o.y]);
      var c = vec4f(parameters[bias + o.z]);
      var d = vec4f(parameters[bias + o.w]);
      for (var k = 0u; k < layer.inputs; k++) {
        let h = activations[column + (layer.source + k) * 64u];
        let row = layer.weight + k * layer.outputs;
        a = fma(vec4f(parameters[row + o.x]), h, a);
        b = fma(vec4f(parameters[row + o.y]), h, b);
        c = fma(vec4f(parameters[row + o.z]), h, c);
        d = fma(vec4f(parameters[row + o.w]), h, d);
      }
      store(column, layer.result + o.x, a, hidden);
      store(column, layer.result + o.y, b, hidden);
      store(column, layer.result + o.z, c, hidden);
      store(column, layer.result + o.w, d, hidden);
    }
  }
}
