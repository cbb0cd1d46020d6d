// The layer that a dispatch carries all quads through.
@group(0) @binding(0) var<uniform> layer: Layer;
