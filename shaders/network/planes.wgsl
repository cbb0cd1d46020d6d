// The planes, beside the uniform of a dispatch. `layer` is the one whose planes it needs: the first, the last, or the
// one whose gradient it sums.
@group(1) @binding(0) var<uniform> layer: Layer;
@group(1) @binding(1) var<storage, read_write> activations: array<vec4f>;
