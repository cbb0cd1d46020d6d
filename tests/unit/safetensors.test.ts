import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileError } from '../../src/files/file_error.ts';
import { type Dtype, readSafetensors, type TensorData, writeSafetensors } from '../../src/files/safetensors.ts';
import { mutations, orRefusal } from './mutate.ts';

/** A file with this header and so many bytes of data. */
function file(header: string, length = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (dtype: string, shape: string, offsets: string): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

// By the Python library safetensors 0.8.0: safetensors.numpy.save of the tensors below.
const byReference = new Uint8Array(
  Buffer.from(
    'UAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJuZXR3b3JrIjoie1wiYVwiOjF9In0sImQiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJsYXllcnMuMC53ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsMl0sImRhdGFfb2Zmc2V0cyI6WzgsMjRdfSwizrFcIsOpIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlsyNCwyNF19LCJzdGVwIjp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMjQsMjhdfSwiYiI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbMjgsMzFdfX0AAAAAAADgPwAAgD8AAABAAABAQAAAkMAHAAAAAQID',
    'base64',
  ),
);
const contents = {
  tensors: {
    b: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
    d: { dtype: 'F64', shape: [], data: Float64Array.of(0.5) },
    'layers.0.weight': { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, -4.5) },
    step: { dtype: 'I32', shape: [1], data: Int32Array.of(7) },
    'α"é': { dtype: 'F32', shape: [0, 3], data: new Float32Array(0) },
  },
  metadata: { network: '{"a":1}' },
} as const;

test('readSafetensors reads what the reference wrote', () => {
  expect(readSafetensors(byReference)).toEqual(contents);
});

test('writeSafetensors writes what the reference writes, byte for byte', () => {
  expect(writeSafetensors(contents)).toEqual(byReference);
});

test('the header is padded so that the data are aligned', () => {
  for (const name of ['a', 'ab', 'abc', 'é']) {
    const bytes = writeSafetensors({ tensors: { [name]: { dtype: 'U8', shape: [0], data: new Uint8Array(0) } } });
    expect(bytes.length % 8).toBe(0);
    expect(Object.keys(readSafetensors(bytes).tensors)).toEqual([name]);
  }
});

test('every type comes back, from any offset in memory, and is a copy', () => {
  const arrays: Record<Dtype, TensorData> = {
    BOOL: Uint8Array.of(1, 0),
    U8: Uint8Array.of(255),
    I8: Int8Array.of(-128),
    U16: Uint16Array.of(65_535),
    I16: Int16Array.of(-32_768),
    U32: Uint32Array.of(2 ** 32 - 1),
    I32: Int32Array.of(-(2 ** 31)),
    F32: Float32Array.of(0.1, Number.NaN),
    F64: Float64Array.of(0.1, -0),
    U64: BigUint64Array.of(2n ** 64n - 1n),
    I64: BigInt64Array.of(-(2n ** 63n)),
  };
  const tensors = Object.fromEntries(
    Object.entries(arrays).map(([dtype, data]) => [dtype, { dtype: dtype as Dtype, shape: [data.length], data }]),
  );
  const bytes = writeSafetensors({ tensors });
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  const read = readSafetensors(Buffer.from(shifted.buffer, 1));
  shifted.fill(0);
  expect(read).toEqual({ tensors, metadata: {} });
});

test('names of Object.prototype are names like any other', () => {
  const tensors = Object.fromEntries([['__proto__', { dtype: 'U8' as const, shape: [1], data: Uint8Array.of(1) }]]);
  const read = readSafetensors(writeSafetensors({ tensors }));
  expect(Object.keys(read.tensors)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(read.tensors)).toBe(Object.prototype);
});

test('blanks may stand between the marks of the header, and the metadata anywhere', () => {
  const header =
    ' { "a" : { "shape" : [ 1 , 1 ] ,\n"data_offsets":[ 0 ,1],"dtype":"U8" } , "__metadata__":{ } }\t\r\n ';
  expect(readSafetensors(file(header, 1)).tensors.a?.shape).toEqual([1, 1]);
  expect(readSafetensors(file('{}'))).toEqual({ tensors: {}, metadata: {} });
});

const f32 = entry('F32', '[1]', '[0,4]');
test.each([
  ['nothing', new Uint8Array(0), /byte 0: it ends inside/],
  ['a header longer than the file', file('{}').subarray(0, 9), /claims 2 bytes, but only 1 follow/],
  ['a huge header', new Uint8Array(16).fill(255), /claims 18446744073709551615 bytes, more than the 100000000/],
  ['no header', file(''), /header claims 0 bytes, too few/],
  ['a pointer of Git LFS', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /git lfs pull/],
  ['another beginning', file('[]'), /character 0: the header needs a \{/],
  ['no UTF-8', file('{"a":1}').fill(0xff, 10, 11), /not valid UTF-8/],
  ['a byte order mark', file('\ufeff{}'), /character 0/],
  ['an end within', file('{"a":{"dtype":"F32'), /string is never closed/],
  ['a bad escape', file('{"\\x":1}'), /not valid JSON/],
  ['a line end in a string', file('{"a\n":1}'), /not valid JSON/],
  ['text behind', file('{}{'), /something follows/],
  ['a comma too many', file(`{"a":${f32},}`, 4), /needs a " here/],
  ['depth', file(`{"a":${'['.repeat(1_000_000)}`), /character 5: the header needs a \{/],
  ['a deep shape', file(`{"a":{"shape":${'['.repeat(1_000_000)}`), /an integer/],
  ['a number for a tensor', file('{"a":1}'), /needs a \{/],
  ['a negative size', file(`{"a":${entry('F32', '[-1]', '[0,4]')}}`, 4), /an integer/],
  ['a fraction', file(`{"a":${entry('F32', '[1.5]', '[0,4]')}}`, 4), /needs a \]/],
  ['an exponent', file(`{"a":${entry('F32', '[1e0]', '[0,4]')}}`, 4), /needs a \]/],
  ['a number too long', file(`{"a":${entry('F32', '[12345678901234567]', '[0,4]')}}`, 4), /needs a \]/],
  ['three offsets', file(`{"a":${entry('F32', '[1]', '[0,4,8]')}}`, 4), /two data_offsets/],
  ['a tensor without a type', file('{"a":{"shape":[1],"data_offsets":[0,4]}}', 4), /must have dtype/],
  ['another key', file('{"a":{"__proto__":[1]}}'), /nothing else/],
  ['a key twice', file('{"a":{"shape":[1],"shape":[1]}}'), /"shape" occurs twice/],
  ['a name twice', file(`{"a":${f32},"\\u0061":${f32}}`, 4), /a name occurs twice/],
  ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), /a name occurs twice/],
  ['a key of metadata twice', file('{"__metadata__":{"a":"","a":""}}'), /metadata occurs twice/],
  ['metadata that are no texts', file('{"__metadata__":{"a":1}}'), /needs a " here/],
  ['overlap', file(`{"a":${f32},"b":${f32}}`, 4), /tensor "b": its data_offsets \[0, 4\] overlap/],
  ['a hole', file(`{"a":${entry('F32', '[1]', '[4,8]')}}`, 8), /leave a hole before byte 0/],
  ['an end before the beginning', file(`{"a":${entry('F32', '[1]', '[4,0]')}}`, 4), /end before they begin/],
  ['too few data', file(`{"a":${f32}}`, 3), /need 4 bytes of data, but 3 follow/],
  ['too many data', file(`{"a":${f32}}`, 5), /need 4 bytes of data, but 5 follow/],
  ['data without tensors', file('{}', 1), /need 0 bytes of data, but 1/],
  [
    'another shape',
    file(`{"a":${entry('F32', '[2]', '[0,4]')}}`, 4),
    /shape needs 8 bytes, but its data_offsets hold 4/,
  ],
  [
    'a huge shape',
    file(`{"a":${entry('F32', `[${Array(30).fill('9999999999999999')}]`, '[0,4]')}}`, 4),
    /needs Infinity/,
  ],
  [
    'a huge shape of nothing',
    file(`{"a":${entry('F32', `[${Array(30).fill('9999999999999999')},0]`, '[0,4]')}}`, 4),
    /needs 0 bytes/,
  ],
  ['half precision', file(`{"a":${entry('BF16', '[2]', '[0,4]')}}`, 4), /"BF16" are not read.*Convert them to F32/],
  ['a type of Object.prototype', file(`{"a":${entry('toString', '[1]', '[0,4]')}}`, 4), /"toString"/],
])('readSafetensors refuses %s', (_, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(FileError);
  expect(() => readSafetensors(bytes)).toThrow(message);
});

test.each([
  ['tensors["__metadata__"]', { __metadata__: { dtype: 'U8', shape: [1], data: Uint8Array.of(1) } }, {}],
  ['tensors["a"].dtype', { a: { dtype: 'F16', shape: [1], data: Uint16Array.of(1) } }, {}],
  ['tensors["a"].data', { a: { dtype: 'F32', shape: [1], data: Uint8Array.of(1) } }, {}],
  ['tensors["a"].shape', { a: { dtype: 'U8', shape: [2], data: Uint8Array.of(1) } }, {}],
  ['tensors["a"].shape', { a: { dtype: 'U8', shape: [-1, -1], data: Uint8Array.of(1) } }, {}],
  ['metadata["a"]', {}, { a: 1 }],
])('writeSafetensors refuses bad %s', (argument, tensors, metadata) => {
  expect(() => writeSafetensors({ tensors, metadata } as never)).toThrow(expect.objectContaining({ argument }));
});

test('any tensors and texts come back', () => {
  const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__metadata__');
  const tensor = fc.float32Array().map((data) => ({ dtype: 'F32' as const, shape: [1, data.length], data }));
  fc.assert(
    fc.property(fc.dictionary(name, tensor), fc.dictionary(name, fc.string()), (tensors, metadata) => {
      const read = readSafetensors(writeSafetensors({ tensors, metadata }));
      expect(read).toEqual({ tensors: { ...tensors }, metadata: { ...metadata } });
    }),
  );
});

test('damaged files are read whole or refused, nothing else', () => {
  const two = writeSafetensors({
    tensors: Object.fromEntries(
      ['a', 'b'].map((name) => [name, { dtype: 'F32' as const, shape: [2, 3], data: new Float32Array(6) }]),
    ),
  });
  fc.assert(
    fc.property(mutations([byReference, two]), (bytes) => {
      const read = orRefusal(() => readSafetensors(bytes));
      if (!read) return;
      for (const { shape, data } of Object.values(read.tensors))
        expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      const length = Object.values(read.tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
      expect(length).toBeLessThan(bytes.length);
    }),
    { numRuns: 2000 },
  );
});
