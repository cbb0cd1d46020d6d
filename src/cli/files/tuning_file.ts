import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TuningStore } from '../../engine.ts';

/** Where programs keep what they can find out again. */
function cacheFolder(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

/**
 * Keeps in a file which kernels were found fastest, so that the next command need not measure again. A file that cannot be
 * read or written only costs that measurement.
 */
export function tuningFile(file = join(cacheFolder(), 'scorefield', 'tuning.json')): TuningStore {
  const read = (): Record<string, unknown> => {
    try {
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
      const unfinished = `${file}.${process.pid}.tmp`;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(unfinished, `${JSON.stringify({ ...read(), [key]: value }, null, 2)}\n`);
        renameSync(unfinished, file);
      } catch {
        // Measured again the next time.
      }
    },
  };
}
