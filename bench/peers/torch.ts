// PyTorch on the processor, in Python processes that take turns with all others (torch_peer.py).
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { root } from '../../scripts/ensure.mjs';
import { availableThreads } from '../../src/engines/wasm/threads/node.ts';
import type { Contestant, Runner } from '../contestant.ts';
import { problemOf } from '../gpu-machine/problems.ts';
import type { Workload } from '../workloads.ts';

/** Operations a second of a product that any BLAS that was made for speed is above, and the reference BLAS is not. */
const slowProduct = 8e9;

/** Measured with one thread and with all, each workload by the number that is faster there. @throws Error where no Python has it */
export async function openTorch(say: (line: string) => void): Promise<Contestant> {
  const python = findPython();
  const threads = [...new Set([availableThreads(), 1])];
  const processes = await Promise.all(threads.map((count) => start(python, count)));
  const { version, way, product } = processes[0]!.hello;
  if (product < slowProduct) {
    say(
      `PyTorch multiplies matrices at ${(product / 1e9).toPrecision(2)} GFLOP/s only: its BLAS is not a fast one ` +
        '(Debian: apt install libopenblas0-pthread)',
    );
  }
  const faster = new Map<Workload, Process>();
  return {
    name: `PyTorch ${version}, ${way}`,
    adapter: threads.length > 1 ? `1 or ${threads[0]} threads, whichever is faster` : 'one thread',
    async open(workload) {
      return openIn(faster.get(workload)!, workload);
    },
    async validate(workload) {
      let least = Number.POSITIVE_INFINITY;
      for (const process of processes) {
        // Opening compares with the reference.
        const runner = await openIn(process, workload);
        const seconds = await secondsOfStep(runner);
        runner.dispose();
        if (seconds < least) faster.set(workload, process);
        least = Math.min(least, seconds);
      }
    },
    dispose() {
      for (const { kill } of processes) kill();
    },
  };
}

/** The least of some runs of a tenth of a second or a step. */
async function secondsOfStep({ run }: Runner): Promise<number> {
  const steps = Math.ceil(0.1 / (await run(1)));
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) least = Math.min(least, (await run(steps)) / steps);
  return least;
}

interface Process {
  readonly hello: { readonly version: string; readonly way: string; readonly product: number };
  ask<Answer>(question: object): Promise<Answer>;
  kill(): void;
}

async function openIn({ ask }: Process, workload: Workload): Promise<Runner> {
  const { index } = await ask<{ index: number }>({ open: await problemOf(workload) });
  return {
    async run(steps) {
      const done = await ask<{ steps: number; seconds: number }>({ run: index, steps });
      return done.seconds * (steps / done.steps);
    },
    dispose() {
      ask({ close: index }).catch(() => {});
    },
  };
}

async function start(python: string, threads: number): Promise<Process> {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    python,
    [join(root, 'bench', 'peers', 'torch_peer.py'), String(threads)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
        // A GPU would be no match.
        CUDA_VISIBLE_DEVICES: '',
      },
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function answer<Answer>(): Promise<Answer> {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended, see above');
    const given = JSON.parse(value) as Answer & { error?: string };
    if (given.error !== undefined) throw new Error(given.error);
    return given;
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    hello: await answer(),
    ask<Answer>(question: object): Promise<Answer> {
      // One question at a time: answers have no names.
      const answered = last.then(() => {
        child.stdin.write(`${JSON.stringify(question)}\n`);
        return answer<Answer>();
      });
      last = answered.catch(() => {});
      return answered;
    },
    kill: () => child.kill(),
  };
}

/** The first Python that has PyTorch: $PYTHON, that of the path, and that of the system. */
function findPython(): string {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : ['python3', '/usr/bin/python3'];
  const found = candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
  if (found !== undefined) return found;
  throw new Error(
    `PyTorch was not found by ${candidates.join(' or ')}: install it (Debian: apt install python3-torch ` +
      'libopenblas0-pthread), or set PYTHON to a Python that has it',
  );
}
