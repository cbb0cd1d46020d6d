import { printable } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { writeOutput } from './streams.ts';

/**
 * Writes to standard output; says whether its reader took it all, which may have what it wanted before.
 * @throws PathError, or the signal's reason once it is aborted
 */
export async function printChunks(content: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<boolean> {
  for await (const chunk of content) {
    try {
      // A terminal is not to obey names that came from a file.
      const shown = typeof chunk === 'string' && process.stdout.isTTY ? printable(chunk) : chunk;
      if (!(await writeOutput(shown))) return false;
    } catch (error) {
      throw new PathError(`--out: cannot write to standard output: ${error instanceof Error ? error.message : error}`);
    }
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
  }
  return true;
}
