// Element i of the gradient: the sum of its partial gradients, kept for who asks.
@group(0) @binding(1) var<storage, read> partials: array<f32>; // [splits][parameters]
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;

fn gradient_of(i: u32, local: u32) -> f32 {
  let count = training.parameters;
  if (i >= count) {
    return 0.0;
  }
  var g = 0.0;
  for (var split = 0u; split < training.splits; split++) {
    g += partials[split * count + i];
  }
  gradient[i] = g;
  return g;
}
