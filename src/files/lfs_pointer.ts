import { FileError } from './file_error.ts';

const beginning = new TextEncoder().encode('version https://git-lfs.github.com/spec/');

/** Refuses the text that Git LFS leaves in the place of a file that was not fetched. @throws FileError */
export function requireNoPointer(format: string, file: Uint8Array): void {
  if (!beginning.every((byte, i) => file[i] === byte)) return;
  throw new FileError(
    format,
    '',
    'it is not the file itself, but a pointer that Git LFS left in its place',
    'Fetch the file: git lfs pull',
  );
}
