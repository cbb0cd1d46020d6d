/** Rounds of the loop, and multiply-adds of each chain in a round. */
export const iterations = 1024;
export const unrolled = 16;

/**
 * As many fused multiply-adds as a WGSL loop reaches: each invocation carries some independent chains of them. Scalars,
 * because an adapter with vector units runs invocations side by side in them.
 */
export function fmaSource(chains: number): string {
  const each = (line: (i: number) => string, join = '\n') =>
    Array.from({ length: chains }, (_, i) => line(i)).join(join);
  const round = each((i) => `    a${i} = fma(a${i}, factor, factor);`);
  return `
@group(0) @binding(0) var<uniform> none: vec4u;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // From a buffer, so that no compiler knows it; below 1, so that the chains stay finite.
  let factor = 0.5 + f32(none.x);
${each((i) => `  var a${i} = f32(id.x + ${i}u);`)}
  for (var i = 0u; i < ${iterations}u; i++) {
${Array.from({ length: unrolled }, () => round).join('\n')}
  }
  result[id.x] = ${each((i) => `a${i}`, ' + ')};
}`;
}

/** Reads and writes a buffer once, sixteen bytes an invocation. */
export const bandwidthSource = `
@group(0) @binding(0) var<uniform> none: vec4u;
@group(0) @binding(1) var<storage, read_write> result: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  result[id.x] = result[id.x] * (0.5 + f32(none.x));
}`;
