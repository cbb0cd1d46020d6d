import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ArgumentError } from '../errors.ts';
import { type Case, judge, type Verdict } from '../judging/judge.ts';
import { UsageError } from './exit.ts';

type Message = { readonly done: number } | { readonly verdict: Verdict } | { readonly refused: string };

/** Reports that a thread sends at most. */
const reports = 100;

/**
 * Judges on another thread, because diagnostics do not give way: Ctrl-C would not be handled. The thread runs the file
 * that this module is bundled into, which is to begin with `serveJudge`. The samples' memory goes there and is gone here.
 * @throws the signal's reason once it is aborted
 */
export async function judgeApart(given: Case, report: (done: number) => void, signal: AbortSignal): Promise<Verdict> {
  signal.throwIfAborted();
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: given,
    transferList: [given.samples.values.buffer as ArrayBuffer],
  });
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
  const post = (message: Message): void => parentPort!.postMessage(message);
  let reported = 0;
  const report = (done: number): void => {
    const part = Math.floor(reports * done);
    if (part > reported) post({ done });
    reported = part;
  };
  try {
    post({ verdict: judge(workerData as Case, report) });
  } catch (error) {
    // Other errors are the program's own fault, and travel with their stack.
    if (!(error instanceof ArgumentError)) throw error;
    post({ refused: error.message });
  }
  return true;
}
