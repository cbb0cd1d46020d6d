import { type ServerPort, serveEngine } from '../../../src/engine_in_worker/serve.ts';

/** What looks like a worker of `scorefield/worker`, on this thread: the two ends say all that they say through a channel. */
export function fakeWorker(): Worker & { readonly ended: boolean; die(message: string): void } {
  const { port1, port2 } = new MessageChannel();
  const errors = new Set<(event: unknown) => void>();
  let ended = false;
  serveEngine(port2 as unknown as ServerPort);
  return {
    get ended() {
      return ended;
    },
    die(message: string) {
      for (const listener of errors) listener({ message, preventDefault() {} });
    },
    postMessage: (message: unknown, transfer: Transferable[]) => port1.postMessage(message, transfer),
    addEventListener(kind: string, listener: (event: unknown) => void) {
      if (kind === 'error') errors.add(listener);
      else port1.addEventListener(kind, listener);
      port1.start();
    },
    terminate() {
      ended = true;
      port1.close();
    },
  } as never;
}
