import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { chooseBinary } from '../../../src/engines/wasm/binary.ts';
import { createMachine } from '../../../src/engines/wasm/create_machine.ts';
import { createCallingThread } from '../../../src/engines/wasm/threads/calling_thread.ts';
import type { HostScore } from '../../../src/engines/wasm/threads/instance.ts';
import { DeviceError } from '../../../src/errors.ts';
import * as compiled from '../../wasm_kernels/index.ts?wasm';
import idleProgram from './idle_program.ts?script';

const binary = await chooseBinary(compiled);
const threads = process.getBuiltinModule('node:worker_threads');

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Has workers be of this class. */
function replaceWorker(Worker: typeof threads.Worker): void {
  const { getBuiltinModule } = process;
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(((name: string) =>
    name === 'node:worker_threads' ? { ...threads, Worker } : getBuiltinModule(name)) as typeof getBuiltinModule);
}

test('machines keep a process alive while something is awaited of them, and no longer', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-'], {
    // With the binaries in it, it is too long for an argument.
    input: idleProgram,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([stdout, stderr, status]).toEqual(['team: true\nlone worker: true\ncalling thread: true\n', '', 0]);
});

test.each(['team', 'lone worker'] as const)('%s: a worker that dies ends all that is awaited', async (kind) => {
  const workers: InstanceType<typeof threads.Worker>[] = [];
  replaceWorker(
    class extends threads.Worker {
      constructor(...args: ConstructorParameters<typeof threads.Worker>) {
        super(...args);
        workers.push(this);
      }
    },
  );
  const machine = await createMachine(binary, { kind, threads: 3 });
  const ended = Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  // Minutes of work for one worker, for which the others wait.
  machine.submit([{ kernel: 'linger', items: 1, a: machine.allocate(4), b: 100_000 }]);
  const pending = Promise.allSettled([machine.completion(), machine.read(65536, 1)]);
  await workers.at(-1)!.terminate();
  for (const end of [...(await pending), ...(await Promise.allSettled([machine.completion()]))]) {
    const { reason } = end as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(DeviceError);
    expect(reason.message).toBe('a worker of the WebAssembly engine ended: exit code 1.');
  }
  await ended;
  machine.dispose();
});

test('where memory is not shared, one worker computes', async () => {
  vi.stubGlobal('crossOriginIsolated', false);
  const machine = await createMachine(binary, { threads: 4 });
  expect([machine.threads, machine.description, machine.why]).toEqual([
    1,
    'one worker',
    'memory is not shared here, since the page is not cross-origin isolated',
  ]);
  machine.dispose();
});

test.each([
  [
    'cannot be made',
    class extends threads.Worker {
      constructor() {
        super('', { eval: true });
        this.terminate();
        throw new Error('workers are forbidden');
      }
    },
    'workers are forbidden',
  ],
  [
    'end before they begin',
    class extends threads.Worker {
      constructor() {
        super('throw new Error("no memory for a thread")', { eval: true });
      }
    },
    'no memory for a thread',
  ],
])('where workers %s, the calling thread computes', async (_, Worker, why) => {
  replaceWorker(Worker);
  const machine = await createMachine(binary, { threads: 2 });
  expect([machine.threads, machine.description, machine.why]).toEqual([1, 'the calling thread', why]);
  const at = machine.allocate(4);
  machine.submit([{ kernel: 'who', items: 1, a: at }]);
  expect(await machine.read(at, 1)).toEqual(Float32Array.of(1));
});

test('by default there is a thread for each that the host can run at a time', async () => {
  const machine = await createMachine(binary);
  const available = Math.min(32, process.getBuiltinModule('node:os').availableParallelism());
  expect(machine.threads).toBe(available);
  expect(machine.description).toBe(available === 1 ? '1 thread' : `${available} threads`);
  machine.dispose();
});

test('the calling thread has the host compute scores, and goes on after one that threw', async () => {
  const calls: Parameters<HostScore>[1][] = [];
  const mistake = new Error('a mistake of the user');
  const machine = await createCallingThread(binary, 'as asked for', (memory, of) => {
    expect(memory).toBeInstanceOf(ArrayBuffer);
    calls.push(of);
    if (of.points === 9) throw mistake;
  });
  machine.submit([{ kernel: 'score', items: 2, a: 100, b: 200, c: 3 }]);
  await machine.completion();
  expect(calls).toEqual([
    { field: 7, points: 100, stride: 256, results: 200, rows: 3, sigma: 0 },
    { field: 7, points: 100, stride: 256, results: 200, rows: 3, sigma: 1 },
  ]);
  calls.length = 0;
  machine.submit([{ kernel: 'score', items: 5, a: 9 }]);
  machine.submit([{ kernel: 'score', items: 5, a: 9 }]);
  await expect(machine.completion()).rejects.toBe(mistake);
  expect(calls).toHaveLength(1);
  machine.submit([{ kernel: 'score', items: 3, a: 1 }]);
  await machine.completion();
  expect(calls).toHaveLength(4);
});

test('a worker has no score of the host', async () => {
  const machine = await createMachine(binary, { kind: 'team', threads: 1 });
  machine.submit([{ kernel: 'score', items: 1 }]);
  await expect(machine.completion()).rejects.toThrow(/a score of the host runs on the calling thread alone/);
});

test('a phase of an unknown kernel is refused where it is submitted', async () => {
  const machine = await createMachine(binary, { kind: 'calling thread' });
  expect(() => machine.submit([{ kernel: 'unknown', items: 1 }])).toThrow('no kernel unknown');
});
