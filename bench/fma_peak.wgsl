// As many fused multiply-adds a second as a WGSL loop reaches: the limit that the other figures are held against.
// Two independent chains of vectors keep every adapter measured busy; more would spill registers on AVX2.
@group(0) @binding(0) var<uniform> unused: vec4u;
@group(0) @binding(1) var<storage, read_write> result: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4f(0.999 + f32(id.x + unused.x) * 1e-9);
  var a = vec4f(1.0);
  var b = vec4f(2.0);
  for (var i = 0u; i < 1024u; i++) {
    for (var k = 0u; k < 16u; k++) { // unroll
      a = fma(a, factor, factor);
      b = fma(b, factor, factor);
    }
  }
  result[id.x] = a + b;
}
