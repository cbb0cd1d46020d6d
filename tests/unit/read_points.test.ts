import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileError } from '../../src/files/file_error.ts';
import { type PointsOptions, readPoints } from '../../src/files/read_points.ts';
import { writeSafetensors } from '../../src/files/safetensors.ts';
import { writeNpy } from '../../src/files/write_npy.ts';
import { points } from '../../src/points.ts';
import { type Packed, zip } from './archive.ts';
import { mutations, orRefusal, rowsOf } from './mutate.ts';

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
const swapped = (bytes: Uint8Array): Uint8Array => bytes.map((_, i) => bytes[i ^ 1]!);
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const plane = [
  [1, 2],
  [3, 4.5],
];
const npy = writeNpy(points(Float32Array.from(plane.flat()), 2));

// By numpy 2.4: numpy.lib.format.write_array and numpy.savez of what the tests expect.
const byNumpy = {
  /** np.savez_compressed(f, x_train=np.arange(12, dtype='u1').reshape(3, 2, 2), labels=np.array([0.5, 1, 2])) */
  two: 'UEsDBC0AAAAIAAAAIQCaCbEc//////////8LABQAeF90cmFpbi5ucHkBABAAjAAAAAAAAABUAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CkZApKmjUKtAHuBiYGRiZmFlY+fg5OIGAFBLAwQtAAAACAAAACEAp5cxnf//////////CgAUAGxhYmVscy5ucHkBABAAmAAAAAAAAABPAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GMHhgD6E/QGkGBwBQSwECLQMtAAAACAAAACEAmgmxHFQAAACMAAAACwAAAAAAAAAAAAAAgAEAAAAAeF90cmFpbi5ucHlQSwECLQMtAAAACAAAACEAp5cxnU8AAACYAAAACgAAAAAAAAAAAAAAgAGRAAAAbGFiZWxzLm5weVBLBQYAAAAAAgACAHEAAAAcAQAAAAA=',
  /** np.savez(f, x=np.array([[1, 2], [3, 4.5]], dtype='f4')) */
  one: 'UEsDBC0AAAAAAAAAIQAf6eI///////////8FABQAeC5ucHkBABAAkAAAAAAAAACQAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAACAPwAAAEAAAEBAAACQQFBLAQItAy0AAAAAAAAAIQAf6eI/kAAAAJAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLBQYAAAAAAQABADMAAADHAAAAAAA=',
  /** np.arange(8, dtype='u1').reshape(2, 2, 2) * 17 */
  images:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAESIzRFVmdw==',
};
const one = fromBase64(byNumpy.one);
const two = fromBase64(byNumpy.two);
/** The same images as those of NumPy. */
const idx = Uint8Array.from([
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  2,
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => 17 * i),
]);

const text = 'größe,y\n1,2\n3,4.5\n';

describe('readPoints tells a file by how it begins', () => {
  test.each<[string, Uint8Array, string]>([
    ['CSV', utf8('1,2\n3,4.5\n'), 'csv'],
    ['CSV in gzip', new Uint8Array(gzipSync('1,2\n3,4.5\n')), 'csv'],
    ['UTF-8 with a mark', utf8(`\ufeff${text}`), 'csv'],
    ['UTF-16 with a mark', utf16(`\ufeff${text}`), 'csv'],
    ['UTF-16 with a mark, in the other order', swapped(utf16(`\ufeff${text}`)), 'csv'],
    ['UTF-16 without', utf16(text), 'csv'],
    ['UTF-16 without, in the other order', swapped(utf16(text)), 'csv'],
    ['Latin-1', latin1(text), 'csv'],
    ['npy', npy, 'npy'],
    ['npy in gzip', new Uint8Array(gzipSync(npy)), 'npy'],
    ['npz', one, 'npz'],
  ])('%s', async (_, bytes, format) => {
    for (const source of [bytes, new Blob([bytes as Uint8Array<ArrayBuffer>])]) {
      const file = await readPoints(source);
      expect(rowsOf(file.points)).toEqual(plane);
      expect(file).toMatchObject({ format, shape: [2], whole: [0] });
    }
  });

  test('and says the encoding where it is not UTF-8', async () => {
    const names = ['größe', 'y'];
    expect(await readPoints(utf8(text))).toMatchObject({ names, notes: ['columns: "größe", "y"'] });
    expect(await readPoints(utf16(text))).toMatchObject({ names, notes: [expect.any(String), 'encoding: UTF-16'] });
    const { names: read, notes } = await readPoints(latin1(text));
    expect(read).toEqual(names);
    expect(notes.at(-1)).toBe('encoding: Windows-1252 (Latin-1), for it is not UTF-8');
  });
});

test('each byte of Windows-1252 is the character that Unicode maps it to', async () => {
  // CP1252.TXT of unicode.org; five bytes are not defined.
  const bytes = Array.from({ length: 128 }, (_, i) => 128 + i).filter(
    (b) => ![0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(b),
  );
  const characters = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
  const upper = Array.from({ length: 96 }, (_, i) => String.fromCharCode(0xa0 + i)).join('');
  const table = Uint8Array.of(...utf8('x'), ...bytes, ...utf8(',y\n1,2\n3,4\n'));
  expect((await readPoints(table)).names).toEqual([`x${characters}${upper}`.trim(), 'y']);
});

test('integers that float64 rounds are reported', async () => {
  const file = (values: readonly bigint[]): Uint8Array => {
    const header = Buffer.alloc(128, ' ');
    header.write('\x93NUMPY\x01\x00v\x00', 'latin1');
    header.write(`{'descr': '<i8', 'fortran_order': False, 'shape': (${values.length},), }`, 10);
    header[127] = 10;
    return Buffer.concat([header, new Uint8Array(BigInt64Array.from(values).buffer)]);
  };
  const { points: read, notes } = await readPoints(file([2n ** 60n, 2n ** 60n + 1n, 5n]));
  expect([...read.values]).toEqual([2 ** 60, 2 ** 60, 5]);
  expect(notes).toEqual(['integers: those beyond 2⁵³ are rounded to float64']);
  expect((await readPoints(file([2n ** 53n, 4n]))).notes).toEqual([]);
});

describe('the first axis counts points', () => {
  const rows = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ].map((row) => row.map((value) => Math.fround((17 * value) / 255)));

  test('whose shape is kept, and bytes become 0 to 1, in IDX and npy alike', async () => {
    for (const [bytes, format] of [
      [idx, 'IDX'],
      [fromBase64(byNumpy.images), 'npy'],
    ] as const) {
      const file = await readPoints(bytes);
      expect(rowsOf(file.points)).toEqual(rows);
      expect(file).toMatchObject({ format, shape: [2, 2], whole: [] });
      expect(file.notes).toEqual(['points: of shape [2, 2]', 'bytes: 0 to 255 become 0 to 1']);
    }
    const plain = await readPoints(idx, { scale: false });
    expect(plain).toMatchObject({ whole: [0, 1, 2, 3], points: { shape: [2, 4] } });
  });

  test('of labels, which stay as they are', async () => {
    const labels = await readPoints(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1));
    expect(rowsOf(labels.points)).toEqual([[7], [2], [1]]);
    expect(labels).toMatchObject({ shape: [1], whole: [0], notes: [] });
  });
});

describe('an array of an archive', () => {
  test('is chosen by name', async () => {
    const images = await readPoints(two, { array: 'x_train' });
    expect(images).toMatchObject({ format: 'npz', shape: [2, 2], points: { shape: [3, 4] } });
    expect(images.notes[0]).toBe('array: "x_train"');
    expect(rowsOf((await readPoints(two, { array: 'labels.npy' })).points)).toEqual([[0.5], [1], [2]]);
  });

  const packed = (name: string, more: Partial<Packed> = {}): Packed => ({ name, bytes: npy, ...more });

  test('is read in all ways in which NumPy and others pack it', async () => {
    for (const wide of [false, true])
      for (const deflate of [false, true]) {
        const bytes = zip([packed('note.txt'), packed('x.npy', { deflate })], { wide });
        expect(rowsOf((await readPoints(bytes)).points)).toEqual(plane);
      }
  });

  test.each<[string, Uint8Array, PointsOptions, RegExp]>([
    ['of several without a choice', two, {}, /holds 2 arrays: "x_train", "labels"\. Choose .* --array x_train/],
    ['that is not there', two, { array: 'y' }, /no array named "y"\. Its arrays are "x_train", "labels"/],
    ['of two of one name', zip([packed('x.npy'), packed('x.npy')]), { array: 'x' }, /several arrays named "x"/],
    ['of an empty archive', zip([]), {}, /archive without \.npy arrays/],
    ['of a spreadsheet', zip([packed('[Content_Types].xml')]), {}, /spreadsheet .*Save the table as CSV/],
    ['that is encrypted', zip([packed('x.npy', { flags: 1 })]), {}, /encrypted/],
    ['packed by another method', zip([packed('x.npy', { method: 14 })]), {}, /packed by method 14/],
    ['with a wrong checksum', zip([packed('x.npy', { crc: 1 })]), {}, /not what its checksum says/],
    ['of which less is there', zip([packed('x.npy', { deflate: true, size: 999 })]), {}, /144 bytes instead of 999/],
    ['of which more is there', zip([packed('x.npy', { deflate: true, size: 99 })]), {}, /more than the 99 bytes/],
    ['beyond the limit', zip([packed('x.npy', { size: 2 ** 31 })]), {}, /2147483648 bytes, more than .*--max-bytes/],
    ['of an archive that was cut', one.subarray(0, -30), {}, /no directory at its end/],
    ['that is no npy', zip([packed('x.npy', { bytes: utf8('1') })]), {}, /does not begin with/],
  ])('is refused: one %s', async (_, bytes, options, message) => {
    await expect(readPoints(bytes, options)).rejects.toThrow(FileError);
    await expect(readPoints(bytes, options)).rejects.toThrow(message);
  });

  test('may be packed a thousandfold, and takes no memory beyond the limit', async () => {
    const bomb = zip([packed('x.npy', { bytes: new Uint8Array(50_000_000), deflate: true, size: 10_000_000 })]);
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readPoints(bomb, { limit: 2 ** 20 })).rejects.toThrow(/unpacks to 10000000 bytes, more than/);
    await expect(readPoints(bomb)).rejects.toThrow(/more than the 10000000 bytes that it claims/);
  });
});

describe('what is packed and its numbers', () => {
  const array = (values: Float64Array | Uint8Array, type: string): Uint8Array => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${values.length}, 1), }`.padEnd(117);
    const data = new Uint8Array(values.buffer);
    return Uint8Array.of(...utf8('\x93NUMPY').subarray(1), ...[1, 0, 118, 0], ...utf8(`${header}\n`), ...data);
  };
  const packings = {
    gzip: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
    zip: (bytes: Uint8Array) => zip([{ name: 'x.npy', bytes, deflate: true }]),
  };

  test.each(['gzip', 'zip'] as const)('count together against the limit: %s', async (how) => {
    const bytes = packings[how](array(new Uint8Array(10_000), '|u1'));
    // A byte of each number is unpacked, and takes four in float32.
    await expect(readPoints(bytes, { limit: 49_000 })).rejects.toThrow(
      /what it unpacks to and its numbers take together more than the 49000 bytes allowed/,
    );
    expect((await readPoints(bytes, { limit: 51_000 })).points.shape).toEqual([10_000, 1]);
  });

  test.each(['gzip', 'zip'] as const)('are in memory once where they can be: %s', async (how) => {
    const values = Float64Array.of(0.1, 0.2, 0.3);
    const bytes = packings[how](array(values, '<f8'));
    // 128 bytes of header and 24 of numbers, not 48.
    const read = (await readPoints(bytes, { limit: bytes.length + 152 })).points.values;
    expect(Array.from(read)).toEqual([...values]);
    await expect(readPoints(packings.gzip(array(values, '<f8')), { limit: 151 })).rejects.toThrow(/151 bytes allowed/);
  });

  test('have memory of their own where the bytes are the caller’s, an ArrayBuffer too', async () => {
    const bytes = array(Float64Array.of(1, 2), '<f8');
    for (const source of [bytes, bytes.buffer as ArrayBuffer])
      expect((await readPoints(source)).points.values.buffer).not.toBe(bytes.buffer);
    expect((await readPoints(bytes, { copy: false })).points.values.buffer).toBe(bytes.buffer);
  });
});

describe('readPoints refuses', () => {
  const pointer = utf8('version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1234\n');
  const utf32 = (text: string, littleEndian = true): Uint8Array => {
    const view = new DataView(new ArrayBuffer(4 * text.length));
    for (let i = 0; i < text.length; i++) view.setUint32(4 * i, text.charCodeAt(i), littleEndian);
    return new Uint8Array(view.buffer);
  };
  const binary = (...start: number[]): Uint8Array => Uint8Array.of(...start, 0, 1, 2, 3, 0xff);

  test.each<[string, Uint8Array, RegExp]>([
    ['a pointer of Git LFS', pointer, /pointer that Git LFS left.*git lfs pull/],
    ['Parquet', binary(0x50, 0x41, 0x52, 0x31), /file of Parquet, which is not read\. Save the table as CSV/],
    ['a pickle', binary(0x80, 4, 0x95), /file of pickle/],
    ['other bytes', binary(0xfe, 0x31), /neither text nor \.npy, \.npz or IDX/],
    ['half a character of UTF-16', Uint8Array.of(0xff, 0xfe, 0x31), /UTF-16, but is damaged/],
    ['nothing', new Uint8Array(0), /no rows/],
    ['UTF-32 with a mark', utf32('\ufeff1,2\n'), /text in UTF-32, which is not read\. Save it in UTF-8/],
    ['UTF-32 with a mark, in the other order', utf32('\ufeff1,2\n', false), /text in UTF-32/],
    ['UTF-32 without', utf32('1,2\n'), /text in UTF-32/],
    ['UTF-32 without, in the other order', utf32('1,2\n', false), /text in UTF-32/],
    ['a list of lists in JSON', utf8('[[1, 2], [3, 4]]'), /begins as JSON does.*Save the table as CSV/],
    ['a list of numbers in JSON', utf8(' [\n-1.5e3, 2]'), /JSON/],
    ['objects in JSON', utf8('{"x": 1}\n{"x": 2}\n'), /JSON/],
    ['a model', writeSafetensors({ tensors: {}, metadata: { format: 'pt' } }), /safetensors.*--model/],
    ['text that is packed a thousandfold', new Uint8Array(gzipSync('1\n'.repeat(2 ** 25 + 1))), /more than 256 times/],
  ])('%s', async (_, bytes, message) => {
    await expect(readPoints(bytes)).rejects.toThrow(FileError);
    await expect(readPoints(bytes)).rejects.toThrow(message);
  });

  test('what begins like another format, but is text', async () => {
    expect((await readPoints(utf8('[m],{s}\n1,2\n'))).names).toEqual(['[m]', '{s}']);
    expect((await readPoints(utf8('PAR1,BZh\n1,2\n'))).names).toEqual(['PAR1', 'BZh']);
  });

  test('more than the limit', async () => {
    const blob = new Blob(['1\n'.repeat(600)]);
    await expect(readPoints(blob, { limit: 1000 })).rejects.toThrow(/1200 bytes, more than the 1000 bytes allowed/);
    await expect(readPoints(npy, { limit: 100 })).rejects.toThrow(/144 bytes, more than/);
    // Each byte takes four in float32.
    await expect(readPoints(idx, { limit: 31 })).rejects.toThrow(/its numbers take more than the 31 bytes/);
    expect((await readPoints(idx, { limit: 32 })).points.values).toHaveLength(8);
  });

  test.each<[string, Uint8Array, PointsOptions]>([
    ['columns', npy, { columns: [0] }],
    ['header', npy, { header: true }],
    ['decimal', one, { decimal: 'comma' }],
    ['delimiter', idx, { delimiter: ';' }],
    ['array', npy, { array: 'x' }],
    ['missing', npy, { missing: 'fill' as never }],
    ['scale', npy, { scale: true }],
    ['limit', npy, { limit: 0.5 }],
    ['bytes', 'text' as never, {}],
  ])('%s where it does not go', async (argument, bytes, options) => {
    await expect(readPoints(bytes, options)).rejects.toThrow(expect.objectContaining({ argument }));
  });
});

test('points with NaN are counted and refused, or dropped with a word', async () => {
  const values = [1, 2, Number.NaN, 4, 5, 6];
  const bytes = writeNpy({ values: Float32Array.from(points([1, 2, 3, 4, 5, 6], 2).values), shape: [3, 2] });
  new Float32Array(bytes.buffer, 128).set(values);
  await expect(readPoints(bytes)).rejects.toThrow(/row 1, column 0 .*NaN.*: 1 of 3 points.*--missing drop/);
  const { points: kept, notes } = await readPoints(bytes, { missing: 'drop' });
  expect(rowsOf(kept)).toEqual([
    [1, 2],
    [5, 6],
  ]);
  expect(notes).toEqual(['left out: 1 of 3 points, with missing values']);
});

test('contexts of an archive are in another array, a row for each point', async () => {
  const labels = writeNpy(points([7, 3], 1));
  const both = zip([
    { name: 'x.npy', bytes: npy },
    { name: 'y.npy', bytes: labels },
  ]);
  const context = { columns: ['y'] };
  // The array that is left holds the points.
  const { points: read, contexts, notes } = await readPoints(both, { context });
  expect(rowsOf(read)).toEqual(plane);
  expect(contexts).toEqual({ kind: 'classes', name: 'y', labels: ['3', '7'], classes: Uint32Array.of(1, 0) });
  expect(notes.join()).toMatch(/array: "x",condition: "y", of 2 classes: "3", "7"/);
  const asValues = await readPoints(both, { array: 'x', context: { ...context, as: 'values' } });
  expect(asValues.contexts).toMatchObject({ kind: 'values', names: ['y'], values: { shape: [2, 1] } });
  const refused: [PointsOptions, RegExp][] = [
    [{ array: 'x', context: { columns: ['z'] } }, /no array named "z"/],
    [{ array: 'x', context: { columns: ['y', 'x'] } }, /context\.columns: .* the name of one array/],
    [{ context, missing: 'drop' }, /missing: .* an array of their own/],
  ];
  for (const [options, message] of refused) await expect(readPoints(both, options)).rejects.toThrow(message);
  const short = zip([
    { name: 'x.npy', bytes: npy },
    { name: 'y.npy', bytes: writeNpy(points([7], 1)) },
  ]);
  await expect(readPoints(short, { context })).rejects.toThrow(/array "y": it has 1 rows, but there are 2 points/);
  await expect(readPoints(npy, { context })).rejects.toThrow(/context: .* --condition-file/);
});

test('damaged files are read as points or refused, nothing else', async () => {
  const wide = zip([{ name: 'x.npy', bytes: npy, deflate: true }], { wide: true });
  const table = 'x;größe\n1,5;2,25\n-0,5;1e3\n';
  const good = [one, two, wide, idx, npy, utf16(`\ufeff${table}`), swapped(utf16(table)), latin1(table), utf8(table)];
  const options = fc.constantFrom<PointsOptions>(
    ...([{}, { missing: 'drop' }, { array: 'x' }, { header: true }, { context: { columns: ['labels'] } }] as const),
  );
  await fc.assert(
    fc.asyncProperty(mutations(good), options, async (bytes, how) => {
      const result = await readPoints(bytes, { ...how, limit: 100_000 }).catch((error: unknown) => ({ error }));
      if ('error' in result) {
        orRefusal(() => {
          throw result.error;
        });
        return;
      }
      const { points: read, shape } = result;
      expect(read.values.length).toBe(read.shape[0] * read.shape[1]);
      expect(shape.reduce((product, size) => product * size, 1)).toBe(read.shape[1]);
      expect(read.values.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
