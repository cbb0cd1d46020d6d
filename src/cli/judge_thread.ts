import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ArgumentError } from '../errors.ts';
import { type Case, judge, type Verdict } from '../judging/judge.ts';
import { UsageError } from './exit.ts';

type Message = { readonly done: number } | { readonly verdict: Verdict } | { readonly refused: string };

/**
 * Judges on another thread, because diagnostics do not give way: Ctrl-C would not be handled. The thread runs the file
 * that this module is bundled into, which is to begin with `serveJudge`.
 * @throws the signal's reason once it is aborted
 */
export async function judgeApart(given: Case, report: (done: number) => void, signal: AbortSignal): Promise<Verdict> {
  signal.throwIfAborted();
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: given });
  try {
    return await new Promise<Verdict>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.on('error', reject);
      worker.on('message', (message: Message) => {
        if ('done' in message) report(message.done);
        else if ('verdict' in message) resolve(message.verdict);
        else reject(new UsageError(message.refused));
      });
    });
  } finally {
    await worker.terminate();
  }
}

/** Does a thread's work if this is the thread; says whether it is. */
export function serveJudge(): boolean {
  if (isMainThread) return false;
  const tell = (message: Message): void => parentPort!.postMessage(message);
  try {
    tell({ verdict: judge(workerData as Case, (done) => tell({ done })) });
  } catch (error) {
    // Other errors are the program's own fault, and travel with their stack.
    if (!(error instanceof ArgumentError)) throw error;
    tell({ refused: error.message });
  }
  return true;
}
