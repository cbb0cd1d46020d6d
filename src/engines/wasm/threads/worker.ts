// The program of a worker: one script for Node and for pages, made from this file and what it imports.
import { openMemory } from '../memory.ts';
import { createGate, Stopped } from './gate.ts';
import { instantiate } from './instance.ts';
import type { Report, Start, Task } from './messages.ts';
import { nodeThreads } from './node.ts';
import { type Kernel, runPhases } from './phases.ts';

/** How a worker speaks with its host: the global of a page's worker, and a port in Node. */
interface Port {
  postMessage(report: Report, transfer: Transferable[]): void;
  onmessage: ((event: { data: Start & Task }) => void) | null;
}

const port = (nodeThreads()?.parentPort ?? globalThis) as unknown as Port;
const tell = (report: Report, transfer: Transferable[] = []): void => port.postMessage(report, transfer);

/** Makes the instance of this thread. @returns what does a task */
function start({ module, memory = openMemory(false).memory, kernels, words, thread, threads }: Start) {
  const gate = createGate(words, threads);
  const run: Kernel[] = instantiate(module, memory, {
    kernels,
    thread,
    hostScore() {
      throw new Error('a score of the host runs on the calling thread alone');
    },
  });
  /** The kernel after all others. Its item tells of so many floats. */
  run.push((_, address, floats, number) => {
    const values = new Float32Array(memory.buffer, address >>> 0, floats).slice() as Float32Array<ArrayBuffer>;
    tell({ read: number, values }, [values.buffer]);
  });

  return (task: Task): void => {
    if ('phases' in task) {
      runPhases(task.phases, run, gate);
      // All are done with the last phase when one is.
      if (thread === 0) tell({ done: task.submission });
    } else if ('pages' in task) memory.grow(task.pages);
    else new Uint32Array(memory.buffer, task.address).set(new Uint32Array(task.values.buffer));
  };
}

let perform: ((task: Task) => void) | undefined;
port.onmessage = ({ data }) => {
  try {
    if (perform) perform(data);
    else {
      perform = start(data);
      tell({ ready: true });
    }
  } catch (error) {
    port.onmessage = null;
    if (!(error instanceof Stopped)) tell({ failed: error instanceof Error ? error.message : String(error) });
  }
};
