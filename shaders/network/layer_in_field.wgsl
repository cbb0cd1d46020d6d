// The layer whose planes a kernel needs, beside the uniform of a dispatch.
@group(1) @binding(0) var<uniform> layer: Layer;
