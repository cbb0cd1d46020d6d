import { readFileSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { TuningStore } from '../../engine.ts';
import { makeFolder } from './folder.ts';
import { beginFile, clearAbandoned } from './temporary.ts';

/** Where programs keep what they can find out again. */
function cacheFolder(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

/** Bytes: a choice takes some hundred. */
const largest = 2 ** 24;

/**
 * Keeps in a file which kernels were found fastest, so that the next command need not measure again. A file that cannot be
 * read or written only costs that measurement.
 */
export function tuningFile(file = join(cacheFolder(), 'scorefield', 'tuning.json')): TuningStore {
  const read = (): Record<string, unknown> => {
    try {
      const status = statSync(file);
      // A pipe or a device would be read for ever.
      if (!status.isFile() || status.size > largest) return {};
      const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
      return typeof found === 'object' && found !== null && !Array.isArray(found) ? { ...found } : {};
    } catch {
      return {};
    }
  };
  return {
    getItem(key) {
      const value = Object.entries(read()).find(([name]) => name === key)?.[1];
      return typeof value === 'string' ? value : null;
    },
    setItem(key, value) {
      try {
        write(resolve(file), `${JSON.stringify({ ...read(), [key]: value }, null, 2)}\n`);
      } catch {
        // Measured again the next time.
      }
    },
  };
}

function write(file: string, text: string): void {
  const [folder, name] = [dirname(file), basename(file)];
  makeFolder(folder);
  clearAbandoned(folder, name);
  const unfinished = beginFile(folder, name);
  try {
    unfinished.write(Buffer.from(text));
    unfinished.close();
    renameSync(unfinished.path, file);
  } finally {
    unfinished.discard();
  }
}
