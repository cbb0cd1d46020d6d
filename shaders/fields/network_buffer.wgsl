// The network of score_network_lanes.wgsl.
// Rows of BLOCKS vectors, four hidden units a vector: the weights of each dimension, of σ, the hidden biases,
// then the output weights of each dimension; last the output biases. Padding units have all weights zero.
@group(1) @binding(0) var<uniform> network: array<vec4f, NETWORK_VECTORS>;
