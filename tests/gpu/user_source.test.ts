import { expect, test } from 'vitest';
import { aloneModule, userMessages } from '../../src/engines/webgpu/wgsl/user_alone.ts';
import { userSource } from '../../src/engines/webgpu/wgsl/user_source.ts';
import { runShader, testDevice } from './device.ts';

const signature = 'fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2>';

/** What the refusal of a source says, '' where it is not refused. */
async function refusalOf(text: string): Promise<string> {
  const { gpu } = await testDevice();
  gpu.pushErrorScope('validation');
  const info = await gpu.createShaderModule({ code: aloneModule(text, 2) }).getCompilationInfo();
  await gpu.popErrorScope();
  return userMessages(info.messages, text, 2);
}

test('nothing is said of a source that compiles', async () => {
  expect(
    await refusalOf(`const a = 2.0;\n${signature} {\n  return array<f32, 2>(a * x[0], -x[1] / sigma);\n} // the end`),
  ).toBe('');
});

test('a name that is declared nowhere, not even among ours, is shown in its line', async () => {
  const message = await refusalOf(`// é\n${signature} {\n  let a = sampling.count;\n  return x;\n}`);
  expect(message).toMatch(/^line 3, column 11: .*sampling/);
  expect(message).toContain('\n    let a = sampling.count;\n            ^');
});

test('the refusal of a score of another type says which one is wanted', async () => {
  const others = [
    'fn score(x: array<f32, 3>, sigma: f32) -> array<f32, 3> { return x; }',
    'fn score(x: array<f32, 2>) -> array<f32, 2> { return x; }',
    'fn score(x: array<f32, 2>, sigma: f32) -> f32 { return x[0]; }\n',
    'fn score(x: array<f32, 2>, sigma: f32) { }',
  ];
  for (const other of others) expect(await refusalOf(other)).toContain(`score must be defined as ${signature}`);
});

test('a source may declare what our shaders declare', async () => {
  const text = `const PARTICLES_STREAM = 3.0;
fn philox(normals: f32) -> f32 { return PARTICLES_STREAM * normals; }
${signature} { return array<f32, 2>(philox(x[0]), sigma); }`;
  expect(await refusalOf(text)).toBe('');
  const ours = userSource(text, { dimension: 2, prefix: 'user_' });
  const main = `let s = user_score(array<f32, 2>(f32(input[i].x), 0.0), 2.0);
    output[i] = vec4u(u32(s[0]), u32(s[1]), philox(vec4u(0u), vec2u(0u)).xy);`;
  const result = await runShader(['random/philox', 'random/normal'], main, new Uint32Array([5, 0, 0, 0]), {}, ours);
  // The words of philox for counter and key of zero (Salmon et al. 2011, known answers).
  expect([...result]).toEqual([15, 2, 0x6627e8d5, 0xe169c58d]);
});
