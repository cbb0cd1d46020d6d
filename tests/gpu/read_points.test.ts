import { expect, test } from 'vitest';
import { readPoints, writeNpy } from '../../src/files/index.ts';
import { points } from '../../src/points.ts';

// A page has the same readers, over its own decoders of text.

const plane = points([1, 2, 3, 4.5], 2);
const latin1 = Uint8Array.from('größe;y\n1;2\n3;4,5\n', (character) => character.charCodeAt(0));
const utf16 = new Uint8Array(Uint16Array.from('\ufeffgröße,y\n1,2\n3,4.5\n', (c) => c.charCodeAt(0)).buffer);

test.each([
  ['Latin-1', latin1, ['größe', 'y']],
  ['UTF-16', utf16, ['größe', 'y']],
  ['npy', writeNpy(plane), undefined],
])('a File is read, also in gzip: %s', async (_, bytes, names) => {
  const file = new File([bytes as Uint8Array<ArrayBuffer>], 'data');
  const packed = await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  for (const source of [file, packed]) {
    const read = await readPoints(source);
    expect([...read.points.values]).toEqual([1, 2, 3, 4.5]);
    expect(read.names).toEqual(names);
  }
});
