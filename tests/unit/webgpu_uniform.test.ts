import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stageTable } from '../../src/engines/webgpu/sampling/stage_table.ts';
import { source } from '../../src/engines/webgpu/wgsl/compose.ts';
import { layoutOf, writeFields } from '../../src/engines/webgpu/wgsl/layout.ts';
import { createRecords, recordStride } from '../../src/engines/webgpu/wgsl/uniform.ts';

const offsets = (text: string) =>
  [...layoutOf(text, 'S').fields].map(([name, { type, offset }]) => `${name} ${type} ${offset}`);

test('lays fields out as WGSL does, with or without a comma after the last', () => {
  const wanted = ['a f32 0', 'key vec2u 8', 'b u32 16', 'c u32 20'];
  const body = 'a: f32, // b: u32,\n /* key: f32, } */ key : vec2u,\n b:u32, c: u32';
  for (const end of ['', ',', ', // the last\n']) expect(offsets(`struct S {${body}${end}}`)).toEqual(wanted);
  expect(layoutOf(`struct S {${body}}`, 'S').size).toBe(32);
  expect(offsets(`struct SS { x: f32 } // struct S { y: f32 }\nstruct S\n{${body}}`)).toEqual(wanted);
});

test('refuses a field that it cannot lay out, rather than shift those after it', () => {
  const refused = (body: string) => () => layoutOf(`struct S { a: u32, ${body}, z: f32 }`, 'S');
  expect(refused('b: vec4f')).toThrow('struct S: the field b is of type vec4f; known are u32, f32, vec2u');
  expect(refused('b: array<vec2<u32>, 2>')).toThrow('the field b is of type array<vec2<u32>,2>;');
  expect(refused('b: toString')).toThrow('the field b is of type toString;');
  expect(refused('b: i32')).toThrow('known are');
  expect(refused('@align(16) b: u32')).toThrow('struct S: cannot lay out @align(16)b:u32;');
  expect(refused('@size(16) b: u32')).toThrow('@size(16)');
  expect(refused('b')).toThrow('cannot lay out b;');
  expect(() => layoutOf('struct S { a: u32 ', 'S')).toThrow('struct S is not closed');
  expect(() => layoutOf('struct T { a: u32 }', 'S')).toThrow('no struct S');
});

test('knows the layouts of the structs that engines fill', () => {
  expect(layoutOf(source('sampling/dispatch'), 'Dispatch').fields.get('key')).toEqual({ offset: 0, type: 'vec2u' });
  expect(layoutOf(source('network/layer'), 'Layer').fields.size).toBe(13);
  expect(layoutOf(source('training/training_step'), 'TrainingStep').fields.get('blocks')).toBeDefined();
});

test('a table of stages has every field where the struct has it', () => {
  const one = { sigma: 2, level: 0, count: 3, a: 4, b: 5, c: 6, d: 7, e: 8, f: 9 };
  const { records } = stageTable({ stages: [{ ...one, sigma: 9 }, one], end: 0 });
  const { fields } = layoutOf(source('sampling/dispatch'), 'Stage');
  expect(records).toHaveLength(2 * fields.size);
  const bytes = new DataView(records.buffer, records.byteLength / 2);
  const written = [...fields].map(([name, { type, offset }]) => {
    return [name, type === 'f32' ? bytes.getFloat32(offset, true) : bytes.getUint32(offset, true)];
  });
  expect(new Float32Array(records.buffer)[fields.get('next_sigma')!.offset / 4]).toBe(2);
  const { level: _, ...held } = one;
  expect(Object.fromEntries(written)).toEqual({
    ...held,
    ...{ log_sigma: Math.fround(Math.log(2)), first: 3, sigma_index: 1, next_sigma: 0 },
  });
});

const layout = layoutOf('struct S { size: f32, key: vec2u, count: u32 }', 'S');
const good = { size: -0.5, key: [1, 0xffff_ffff] as const, count: 3 };

test('writes every field where it lies', () => {
  const bytes = new DataView(new ArrayBuffer(64));
  writeFields(layout, good, bytes, 32);
  expect([bytes.getFloat32(32, true), ...[40, 44, 48].map((at) => bytes.getUint32(at, true))]).toEqual([
    ...[-0.5, 1, 0xffff_ffff, 3],
  ]);
});

test('refuses values that would not lie on the device as they were given', () => {
  const write = (fields: object) => () =>
    writeFields(layout, { ...good, ...fields }, new DataView(new ArrayBuffer(32)), 0);
  for (const count of [-1, 0.5, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY, [1, 2]]) {
    expect(write({ count })).toThrow(`S.count is of type u32, but is given ${count}`);
  }
  for (const key of [1, [1, -1], [1], [1, 2, 3], [0.5, 1]]) expect(write({ key })).toThrow('S.key is of type vec2u');
  expect(write({ size: [1, 2] })).toThrow('S.size is of type f32');
  expect(write({ count: undefined })).toThrow('S.count is not set');
  expect(write({ other: 1 })).toThrow('S has no field other');
  fc.assert(fc.property(fc.nat(0xffff_ffff), (count) => write({ count })()));
});

test('a record that is refused takes no place', () => {
  const buffer = { size: 2 * recordStride } as GPUBuffer;
  const records = createRecords(buffer, 'sampling/dispatch', 'Dispatch');
  const { fields } = layoutOf(source('sampling/dispatch'), 'Dispatch');
  const zeros = Object.fromEntries([...fields].map(([name, { type }]) => [name, type === 'vec2u' ? [0, 0] : 0]));
  expect(records.add(zeros as never)).toBe(0);
  expect(() => records.add({ ...zeros, quads: -1 } as never)).toThrow('Dispatch.quads');
  expect(records.add(zeros as never)).toBe(recordStride);
});
