/** What we use of Node's module of threads. */
export interface NodeThreads {
  readonly Worker: new (source: string, options: { eval: true; execArgv: string[]; name: string }) => NodeWorker;
  readonly parentPort: object | null;
}

export interface NodeWorker {
  postMessage(value: unknown, transfer: Transferable[]): void;
  on(event: 'message', listener: (data: unknown) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

interface NodeModules {
  'node:worker_threads': NodeThreads;
  'node:os': { availableParallelism(): number };
}

type Host = {
  readonly document?: unknown;
  readonly Worker?: unknown;
  readonly process?: { getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined };
};

/**
 * A module of Node, where there is one: found without an import, which would be an error elsewhere. A page may have Node beside it, but
 * then its own workers serve it better; what only has a document, as under test runners, is no page.
 */
function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  const { document, Worker, process } = globalThis as Host;
  return document && Worker ? undefined : process?.getBuiltinModule?.(name);
}

export function nodeThreads(): NodeThreads | undefined {
  return nodeModule('node:worker_threads');
}

/** Threads that the host can run at a time. */
export function availableThreads(): number {
  return nodeModule('node:os')?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
