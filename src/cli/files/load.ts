import { constants } from 'node:buffer';
import type { Checkpoint } from '../../checkpoint.ts';
import { targetNamed } from '../../distributions/targets.ts';
import { FileError, gunzip, readCheckpoint, readCsv, readIdx, readModel, readNpy } from '../../files/index.ts';
import type { Model } from '../../network.ts';
import type { Points } from '../../points.ts';
import type { Seed } from '../../random.ts';
import { PathError, UsageError } from '../exit.ts';
import { requireDataMemory } from '../memory.ts';
import type { Source } from '../options/source.ts';
import { readWhole } from './read_whole.ts';

/**
 * The points of a file, or so many draws of a target. Reads at one go: until then Ctrl-C should have its ordinary
 * effect, for no handler would run.
 * @throws PathError when the file cannot be read or holds no points, UsageError when there is no memory for them.
 */
export async function loadPoints(source: Source, draws: { count: number; seed: Seed }): Promise<Points> {
  requireDataMemory(source, draws.count);
  if ('target' in source) {
    const { target, dimension } = source;
    return targetNamed(target, { dimension }).sample(draws.count, { seed: draws.seed });
  }
  const { file, columns } = source;
  return reading(file, async () => {
    const bytes = await gunzip(readInput('--data', file));
    const format = formatOf(bytes);
    if (format === 'csv') return readCsv(decoded(bytes), columns ? { columns } : {}).points;
    if (columns) throw new UsageError(`--columns: only for CSV, but ${file} is ${format}`);
    // Nobody else has these bytes, and of gigabytes one copy is enough.
    if (format === 'npy') return readNpy(bytes, { copy: false });
    // Images of bytes are brought to the size that networks learn well; labels and measurements stay as they are.
    return readIdx(bytes, { scale: bytes[2] === 8 && bytes[3]! > 1 });
  });
}

/** The model in a file. @throws PathError when it cannot be read or is none. */
export function loadModel(file: string): Promise<Model> {
  return reading(file, async () => readModel(readInput('--model', file)));
}

/** The training in a file. @throws PathError when it cannot be read or holds none. */
export function loadCheckpoint(file: string): Promise<Checkpoint> {
  return reading(file, async () => readCheckpoint(readInput('--resume', file)));
}

function readInput(option: string, file: string): Uint8Array {
  try {
    return readWhole(file);
  } catch (error) {
    throw new PathError(
      `${option}: cannot read ${JSON.stringify(file)}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** By how it begins, whatever its name. */
function formatOf(bytes: Uint8Array): 'npy' | 'IDX' | 'csv' {
  if (bytes[0] === 0x93) return 'npy';
  return bytes[0] === 0 && bytes[1] === 0 ? 'IDX' : 'csv';
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > constants.MAX_STRING_LENGTH)
    throw new FileError(
      'csv',
      '',
      `it has ${bytes.length} bytes, but text of more than ${constants.MAX_STRING_LENGTH} cannot be read at once`,
      'Save the numbers as .npy',
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError('data', '', 'it is neither text in UTF-8 nor .npy nor IDX');
  }
}

/** Puts the name of the file before what is wrong with it. */
async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileError) throw new PathError(`${file}: ${error.message}`);
    throw error;
  }
}
