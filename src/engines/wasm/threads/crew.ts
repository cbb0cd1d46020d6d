import { DeviceLostError } from '../../../device_lost_error.ts';
import { DisposedError } from '../../../errors.ts';
import type { Phase } from '../machine.ts';
import { gateWords, stopAll } from './gate.ts';
import type { Report, Start, Task } from './messages.ts';
import { encodePhases, encodeRead } from './phases.ts';
import { spawn, type Thread } from './spawn.ts';

/** Workers that run phases together, and what is still to come of them. */
export interface Crew {
  submit(phases: readonly Phase[]): void;
  read(address: number, floats: number): Promise<Float32Array<ArrayBuffer>>;
  completion(): Promise<void>;
  /** Gives each worker a task of another kind, in the order of the queue. */
  post(task: Task, transfer?: Transferable[]): void;
  dispose(): void;
}

interface Waiting<Value> {
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

/**
 * Starts workers.
 * @param start what all of them begin with; with more than one, the memory is shared
 * @throws Error when one cannot be started, saying why; then none is left
 */
export async function startCrew(
  { module, memory, kernels }: Pick<Start, 'module' | 'memory' | 'kernels'>,
  threads: number,
): Promise<Crew> {
  const words = new Int32Array(memory ? new SharedArrayBuffer(4 * gateWords) : new ArrayBuffer(4 * gateWords));
  const crew: Thread[] = [];
  let failure: Error | undefined;
  let submitted = 0;
  let done = 0;
  /** Those who wait for a submission, by its number, in order; and for what is read by one. */
  const completions: (Waiting<void> & { submission: number })[] = [];
  const reads = new Map<number, Waiting<Float32Array<ArrayBuffer>>>();

  /** Ends all workers. Whoever waits, now or later, is given the reason. */
  function end(reason: Error): void {
    failure ??= reason;
    stopAll(words);
    for (const thread of crew) thread.terminate();
    for (const { reject } of [...completions, ...reads.values()]) reject(failure);
    completions.length = 0;
    reads.clear();
  }

  function heard(report: Report): void {
    if (failure) return;
    if ('failed' in report) {
      end(new DeviceLostError(`the WebAssembly engine failed: ${report.failed}. Make a new engine to go on.`, 'fault'));
    } else if ('read' in report) {
      reads.get(report.read)?.resolve(report.values);
      reads.delete(report.read);
    } else if ('done' in report) {
      done = report.done;
      while (completions[0] && completions[0].submission <= done) completions.shift()!.resolve();
    }
    // What was read may come after word that all is done, from another worker.
    if (done === submitted && reads.size === 0) hold(false);
  }

  /** Whether the workers keep a process alive: as long as something is awaited of them. */
  function hold(alive: boolean): void {
    for (const thread of crew) thread.hold(alive);
  }

  function submit(phases: Int32Array<ArrayBuffer>): number {
    submitted++;
    if (failure) return submitted;
    hold(true);
    for (const thread of crew) thread.post({ submission: submitted, phases });
    return submitted;
  }

  const started = Array.from({ length: threads }, (_, thread) => {
    return new Promise<void>((resolve, reject) => {
      const worker = spawn({
        received(data) {
          const report = data as Report;
          if ('failed' in report) reject(new Error(report.failed));
          if ('ready' in report) resolve();
          else heard(report);
        },
        ended(how) {
          reject(new Error(how));
          end(new DeviceLostError(`a worker of the WebAssembly engine ended: ${how}.`, 'lost'));
        },
      });
      crew.push(worker);
      worker.post({ module, memory, kernels, words, thread, threads } satisfies Start);
    });
  });
  try {
    await Promise.all(started);
  } catch (error) {
    end(error as Error);
    throw error;
  }
  hold(false);

  return {
    submit(phases) {
      submit(encodePhases(phases, kernels));
    },
    read(address, floats) {
      return new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        const number = submit(encodeRead(submitted + 1, address, floats, kernels));
        reads.set(number, { resolve, reject });
      });
    },
    completion() {
      return new Promise((resolve, reject) => {
        if (failure) reject(failure);
        else if (done === submitted) resolve();
        else completions.push({ submission: submitted, resolve, reject });
      });
    },
    post(task, transfer) {
      if (failure) return;
      for (const thread of crew) thread.post(task, transfer);
    },
    dispose() {
      end(new DisposedError('engine'));
    },
  };
}
