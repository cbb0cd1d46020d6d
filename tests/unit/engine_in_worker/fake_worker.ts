import type { Report } from '../../../src/engine_in_worker/messages.ts';
import { type ServerPort, serveEngine } from '../../../src/engine_in_worker/serve.ts';

export interface FakeWorker extends Worker {
  readonly ended: boolean;
  die(message: string): void;
  /** Says something by itself. */
  say(report: Report): void;
  /** Says something else in the place of the next report. */
  answerNext(instead: (report: Report) => Report): void;
}

/** What looks like a worker of `scorefield/worker`, on this thread: the two ends say all that they say through a channel. */
export function fakeWorker(): FakeWorker {
  const { port1, port2 } = new MessageChannel();
  const errors = new Set<(event: unknown) => void>();
  let ended = false;
  let instead = (report: Report): Report => report;
  const served: ServerPort = {
    onmessage: null,
    onmessageerror: null,
    postMessage(report, transfer) {
      const say = instead;
      instead = (report) => report;
      port2.postMessage(say(report), transfer);
    },
  };
  serveEngine(served);
  port2.onmessage = ({ data }) => served.onmessage?.({ data });
  const fake = {
    get ended() {
      return ended;
    },
    say: (report: Report) => port2.postMessage(report),
    answerNext(given: typeof instead) {
      instead = given;
    },
    die(message: string) {
      for (const listener of errors) listener({ message, preventDefault() {} });
    },
    postMessage: (message: unknown, transfer: Transferable[] = []) => port1.postMessage(message, transfer),
    addEventListener(kind: string, listener: (event: unknown) => void) {
      if (kind === 'error') errors.add(listener);
      else port1.addEventListener(kind, listener);
      port1.start();
    },
    terminate() {
      ended = true;
      port1.close();
    },
  };
  return fake as unknown as FakeWorker;
}
