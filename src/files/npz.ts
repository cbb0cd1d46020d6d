import { listed, quoted } from '../quoted.ts';
import { FileError } from './file_error.ts';
import { unzipped, type ZipEntry, zipEntries } from './zip.ts';

const ending = '.npy';

/**
 * One array of an `.npz` archive, as the bytes of a `.npy` file: that of the name given, or the only one.
 * @param except an array that is passed over where no name is given
 * @throws FileError when the archive is damaged or holds no such array, naming those that it holds.
 */
export function arrayOfArchive(
  file: Uint8Array,
  { array, except, limit }: { array: string | undefined; except?: string | undefined; limit: number },
): { name: string; bytes: Uint8Array } {
  const entries = zipEntries('npz', file);
  const passedOver = array === undefined ? except : undefined;
  const arrays = entries.filter((entry) => entry.name.endsWith(ending) && nameOf(entry) !== passedOver);
  if (arrays.length === 0) throw noArrays(entries);
  const names = arrays.map(nameOf);
  if (array === undefined && arrays.length > 1)
    throw new FileError(
      'npz',
      '',
      `it holds ${arrays.length} arrays: ${listed(names)}`,
      `Choose one of them: --array ${shellWord(names[0]!)}, or array: ${quoted(names[0]!)}`,
    );
  const chosen = arrays.filter((entry) => array === undefined || nameOf(entry) === array || entry.name === array);
  if (chosen.length !== 1) {
    const which = chosen.length > 1 ? 'several arrays' : 'no array';
    throw new FileError('npz', '', `it holds ${which} named ${quoted(array!)}`, `Its arrays are ${listed(names)}`);
  }
  return { name: nameOf(chosen[0]!), bytes: unzipped('npz', file, chosen[0]!, limit) };
}

function nameOf({ name }: ZipEntry): string {
  return name.slice(0, -ending.length);
}

/** As it would be typed, where it is a plain name. */
function shellWord(name: string): string {
  return /^[\w.]+$/.test(name) ? name : 'NAME';
}

/** Spreadsheets are archives too. */
function noArrays(entries: readonly ZipEntry[]): FileError {
  const office = entries.some(({ name }) => name === '[Content_Types].xml');
  return new FileError(
    'npz',
    '',
    office ? 'it is a spreadsheet or another document of an office program' : 'it is an archive without .npy arrays',
    office ? 'Save the table as CSV' : 'Save the points by np.savez, or take the file with them out of the archive',
  );
}
