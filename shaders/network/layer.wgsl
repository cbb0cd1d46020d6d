// One dense layer of a network whose units lie in planes of storage: unit u of quad q (four rows of a batch, or four
// particles) is vector u·stride + q, so that neighbouring invocations read neighbouring vectors.
struct Layer {
  // Widths as they lie on the device: filled up to whole tiles, with weights of zero.
  inputs: u32,
  outputs: u32,
  // Offset of its weights [inputs][outputs] in the parameters; the biases follow.
  weight: u32,
  // First plane of its inputs and of its outputs.
  source: u32,
  result: u32,
  // Quads of a plane.
  stride: u32,
  // Widths of the network itself.
  true_inputs: u32,
  true_outputs: u32,
  // Units of a tile of its outputs, and of a tile of its inputs. Uniforms rather than constants, because some drivers
  // write out any loop whose end they know, with every access to storage in each copy, and would compile for half a
  // minute.
  output_tile: u32,
  input_tile: u32,
  // Units, in each direction, of the tile of weights of which an invocation sums the gradient.
  weight_tile: u32,
  // Where there are several networks: vectors from the planes of one to those of the next, and from its parameters.
  member_planes: u32,
  member_parameters: u32,
}
