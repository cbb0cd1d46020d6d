// Derivatives of the loss with respect to the inputs of the activations, laid out as the activations.
@group(1) @binding(2) var<storage, read_write> deltas: array<vec4f>;
