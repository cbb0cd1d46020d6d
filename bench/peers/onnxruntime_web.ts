// ONNX Runtime Web on WASM, with SIMD and threads: it runs graphs and does not train. A step of sampling is one graph: the score as
// this project writes it, with the update and its noise behind it.

import { availableThreads } from '../../src/engines/wasm/threads/node.ts';
import { writeOnnx } from '../../src/files/index.ts';
import { encode, type Field, integer, message, text } from '../../src/files/protobuf.ts';
import type { Model } from '../../src/index.ts';
import { requireClose } from '../close.ts';
import type { Contestant, Runner } from '../contestant.ts';
import { referenceScore } from '../ours.ts';
import { limitsOfThreads } from '../peaks.ts';
import type { SamplingWorkload } from '../workloads.ts';
import { piecesOf, requireStep, scheduleOf, testPoints } from './problem.ts';

type Ort = typeof import('onnxruntime-web');
type Session = import('onnxruntime-web').InferenceSession;
type Tensor = import('onnxruntime-web').Tensor;

/** `wasmFolder` is where its .wasm files are, with a slash at the end, if it does not find them itself. */
export async function openOnnxruntimeWeb(wasmFolder?: string): Promise<Contestant> {
  const ort = await import('onnxruntime-web');
  if (wasmFolder !== undefined) ort.env.wasm.wasmPaths = wasmFolder;
  ort.env.wasm.numThreads = availableThreads();
  const threads = limitsOfThreads(ort.env.wasm.numThreads);
  return {
    name: 'ONNX Runtime Web 1.30, WASM',
    adapter: threads,
    limits: threads,
    takes: ({ kind }) => kind === 'sampling',
    async open(workload) {
      const runner = await sampling(ort, workload as SamplingWorkload);
      await runner.run(1);
      return runner;
    },
    validate: (workload) => validate(ort, workload as SamplingWorkload),
    dispose() {},
  };
}

/**
 * x + τ·s(x, σ) + √(2τ)·z as a graph: inputs x and sigma as of the score, size (τ) and spread (√(2τ)); outputs score and moved. Messages
 * of protobuf are joined by writing one behind the other.
 */
export function stepGraph(model: Model): Uint8Array<ArrayBuffer> {
  const node = (operator: string, inputs: string[], output: string): Field =>
    message(1, ...inputs.map((input) => text(1, input)), text(2, output), text(4, operator));
  // ValueInfoProto of float numbers of whatever shape.
  const floats = (field: number, name: string): Field =>
    message(field, text(1, name), message(2, message(1, integer(1, 1))));
  const update = message(
    7,
    node('RandomNormalLike', ['x'], 'z'),
    node('Mul', ['z', 'spread'], 'kick'),
    node('Mul', ['score', 'size'], 'drift'),
    node('Add', ['x', 'drift'], 'drifted'),
    node('Add', ['drifted', 'kick'], 'moved'),
    floats(11, 'size'),
    floats(11, 'spread'),
    floats(12, 'moved'),
  );
  return encode([writeOnnx(model)], update);
}

async function sessionOf(ort: Ort, model: Model): Promise<Session> {
  const { Worker } = globalThis;
  const session = await ort.InferenceSession.create(stepGraph(model));
  // In Node it leaves a global Worker, by which jax-js would take the host for a browser.
  if (Worker === undefined) Reflect.deleteProperty(globalThis, 'Worker');
  return session;
}

async function sampling(ort: Ort, workload: SamplingWorkload): Promise<Runner> {
  const { dimension } = workload.network;
  const session = await sessionOf(ort, await workload.model());
  const levels = scheduleOf(workload);
  const pieces = piecesOf(workload.particles);
  let xs: Tensor[] = pieces.map((rows) => tensor(ort, testPoints(rows, dimension), dimension));
  let sigmas: Tensor[] = [];
  let at = 0;
  return {
    async run(steps) {
      const started = performance.now();
      for (let i = 0; i < steps; i++) {
        const { sigma, size } = levels[at]!;
        if (i === 0 || levels[at - 1]?.sigma !== sigma) {
          sigmas = pieces.map((rows) => tensor(ort, new Float32Array(rows).fill(sigma), 1));
        }
        for (const [piece, x] of xs.entries()) xs[piece] = await move(ort, session, x, sigmas[piece]!, size);
        at = (at + 1) % levels.length;
      }
      if (!xs.every(({ data }) => (data as Float32Array).every(Number.isFinite)))
        throw new Error('a particle is not finite');
      return (performance.now() - started) / 1000;
    },
    dispose() {
      xs = [];
      void session.release();
    },
  };
}

async function move(ort: Ort, session: Session, x: Tensor, sigma: Tensor, size: number): Promise<Tensor> {
  const feeds = { x, sigma, size: scalar(ort, size), spread: scalar(ort, Math.sqrt(2 * size)) };
  return (await session.run(feeds, ['moved'])).moved!;
}

/** [n, columns] */
function tensor(ort: Ort, values: Float32Array, columns: number): Tensor {
  return new ort.Tensor('float32', values, [values.length / columns, columns]);
}

function scalar(ort: Ort, value: number): Tensor {
  return new ort.Tensor('float32', Float32Array.of(value), [1]);
}

async function validate(ort: Ort, workload: SamplingWorkload): Promise<void> {
  const { dimension } = workload.network;
  const session = await sessionOf(ort, await workload.model());
  const { sigma, size } = scheduleOf(workload)[0]!;
  const before = testPoints(1024, dimension);
  const reference = await referenceScore(workload, before, sigma);
  const x = tensor(ort, before, dimension);
  const sigmas = tensor(ort, new Float32Array(1024).fill(sigma), 1);
  const one = scalar(ort, 0);
  const { score } = await session.run({ x, sigma: sigmas, size: one, spread: one }, ['score']);
  requireClose('the score', score!.data as Float32Array, reference, 1e-4);
  const moved = await move(ort, session, x, sigmas, size);
  requireStep({ before, score: reference, after: moved.data as Float32Array, size });
  await session.release();
}
