import { type NodeThreads, nodeThreads } from './node.ts';
import source from './worker.ts?script';

/** A worker of either kind. */
export interface Thread {
  post(value: unknown, transfer?: Transferable[]): void;
  /** Whether a running worker keeps the process alive; nothing where there is none. */
  hold(alive: boolean): void;
  terminate(): void;
}

export interface Listener {
  received(data: unknown): void;
  /** It ended by itself or never began; says how. Called once at most, and not after `terminate`. */
  ended(how: string): void;
}

/** Starts a worker. @throws whatever the host has against it */
export function spawn(listener: Listener): Thread {
  const node = nodeThreads();
  return node ? spawnInNode(node, listener) : spawnInPage(listener);
}

function spawnInNode({ Worker }: NodeThreads, { received, ended }: Listener): Thread {
  // What the program was started with may load things that the worker has no use for.
  const worker = new Worker(source, { eval: true, execArgv: [], name: 'scorefield' });
  const once = onlyOnce(ended);
  worker.on('message', received);
  worker.on('error', (error) => once(error.message));
  worker.on('exit', (code) => once(`exit code ${code}`));
  return {
    post: (value, transfer = []) => worker.postMessage(value, transfer),
    hold: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate() {
      once.silence();
      worker.terminate();
    },
  };
}

function spawnInPage({ received, ended }: Listener): Thread {
  if (typeof Worker === 'undefined') throw new Error('there are no workers here');
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const once = onlyOnce(ended);
  const worker = new Worker(address, { name: 'scorefield' });
  // The address is needed until the script is there.
  const release = (): void => URL.revokeObjectURL(address);
  worker.onmessage = ({ data }) => {
    release();
    received(data);
  };
  worker.onerror = (event) => {
    release();
    // The listener reports it, so the console need not.
    event.preventDefault();
    once(event.message || 'the page lets no worker start (its Content-Security-Policy must allow worker-src blob:)');
  };
  return {
    post: (value, transfer = []) => worker.postMessage(value, transfer),
    hold() {},
    terminate() {
      once.silence();
      release();
      worker.terminate();
    },
  };
}

/** What is called the first time alone, and after `silence` never. */
function onlyOnce(listener: (how: string) => void): { (how: string): void; silence(): void } {
  let open = true;
  const call = (how: string): void => {
    if (!open) return;
    open = false;
    listener(how);
  };
  return Object.assign(call, {
    silence() {
      open = false;
    },
  });
}
