// The columns in which a network of any shape keeps its units: an invocation carries four rows (of a batch, of particles)
// through all layers, with the units of those rows in a column of storage, so that no invocation waits for another.

struct Layer {
  inputs: u32,
  outputs: u32,
  // Offset of its weights [inputs][outputs] in the parameters; the biases follow.
  weight: u32,
  // First unit of its inputs and of its outputs among the units of a column.
  source: u32,
  result: u32,
}

struct Shape {
  layers: u32,
  // Units of a column: the inputs (x and what tells σ), the hidden layers, the outputs.
  units: u32,
  dimension: u32,
  // Inputs that tell σ.
  features: u32,
  layer: array<Layer>,
}

@group(1) @binding(0) var<storage, read> shape: Shape;
// 64 columns of four rows side by side: unit u of the workgroup's column c is vector (workgroup·units + u)·64 + c.
@group(1) @binding(2) var<storage, read_write> activations: array<vec4f>;
