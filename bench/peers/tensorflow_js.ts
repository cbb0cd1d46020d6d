// TensorFlow.js as its guides recommend: tensors live in tf.tidy, weights are variables of tf.train.adam, whose minimize
// differentiates the loss. It has no compiler that would fuse a step, and draws normals in JavaScript.
import type { Rank, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { resting } from '../../src/engines/webgpu/device/resting.ts';
import { inFloat32, initialParameters, type Model } from '../../src/index.ts';
import { requireClose } from '../close.ts';
import type { Contestant, Runner } from '../contestant.ts';
import { referenceScore } from '../ours.ts';
import { limitsOfAdapter } from '../peaks.ts';
import type { SamplingWorkload, TrainingWorkload } from '../workloads.ts';
import {
  joined,
  piecesOf,
  referenceStep,
  requireStep,
  scheduleOf,
  tensorsOf,
  testPoints,
  watchErrors,
} from './problem.ts';

type Tf = typeof import('@tensorflow/tfjs');

/** `wasmFolder` is where its .wasm files are, a path or an address, with a slash at the end. */
export async function openTensorflowJs(backend: 'webgpu' | 'wasm', wasmFolder: string): Promise<Contestant> {
  const tf = await import('@tensorflow/tfjs');
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  else (await import('@tensorflow/tfjs-backend-wasm')).setWasmPaths(wasmFolder);
  const choose = async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
  };
  await choose();
  const requireHealthy =
    backend === 'webgpu' ? watchErrors((tf.backend() as unknown as { device: GPUDevice }).device) : () => {};
  return {
    name: `TensorFlow.js 4.22, ${backend === 'wasm' ? 'WASM' : 'WebGPU'}`,
    adapter: backend === 'webgpu' ? 'same adapter' : await threads(),
    ...(backend === 'webgpu' && { limits: limitsOfAdapter }),
    async open(workload) {
      await choose();
      const runner = workload.kind === 'training' ? training(tf, workload) : await sampling(tf, workload);
      const chosen: Runner = {
        async run(steps) {
          await choose();
          const seconds = await runner.run(steps);
          requireHealthy();
          return seconds;
        },
        dispose: runner.dispose,
      };
      await chosen.run(1);
      return chosen;
    },
    async validate(workload) {
      await choose();
      await (workload.kind === 'training' ? validateTraining(tf, workload) : validateSampling(tf, workload));
      requireHealthy();
    },
    dispose() {},
  };
}

async function threads(): Promise<string> {
  const count = (await import('@tensorflow/tfjs-backend-wasm')).getThreadsCount();
  return count > 1 ? `${count} threads` : 'one thread';
}

/** Weights and biases in turn. */
function tensors(tf: Tf, model: Pick<Model, 'network' | 'parameters'>): Tensor[] {
  return tensorsOf(model).map(({ shape, values }) => tf.tensor(values, shape));
}

/** s(x, σ) of rows [n, d] with their σ [n, 1]. */
function score(tf: Tf, activation: string, parameters: readonly Tensor[], x: Tensor2D, sigma: Tensor2D): Tensor2D {
  let rows = tf.concat([x, sigma], 1);
  for (let i = 0; i < parameters.length; i += 2) {
    rows = tf.add(tf.matMul(rows, parameters[i] as Tensor2D), parameters[i + 1]!);
    if (i + 2 < parameters.length) rows = activation === 'relu' ? tf.relu(rows) : tf.mul(rows, tf.sigmoid(rows));
  }
  return rows;
}

/** ½·mean over rows of ‖σ·s + ε‖². */
function lossOf(
  tf: Tf,
  activation: string,
  parameters: readonly Tensor[],
  x: Tensor2D,
  sigma: Tensor2D,
  epsilon: Tensor,
): Tensor<Rank.R0> {
  const residual = tf.add(tf.mul(score(tf, activation, parameters, x, sigma), sigma), epsilon);
  return tf.mul(tf.sum(tf.square(residual)), 0.5 / x.shape[0]);
}

function training(tf: Tf, { network, options, rows }: TrainingWorkload): Runner {
  const { data, noise, optimizer, batch, seed } = options;
  const [count, dimension] = data.shape;
  const { learningRate, beta1, beta2, epsilon: tiny } = optimizer!;
  const adam = tf.train.adam(learningRate as number, beta1, beta2, tiny);
  const initial = tensors(tf, { network, parameters: initialParameters(network, seed ?? 0) });
  const parameters: Variable[] = initial.map((one) => tf.variable(one));
  for (const one of initial) one.dispose();
  const points = tf.tensor2d(inFloat32('data', data).values, [count, dimension]);
  const levels = tf.tensor2d([...noise.levels], [noise.levels.length, 1]);
  // Every datum at every level: the same rows in every step.
  const allPoints = tf.tidy(() =>
    tf.reshape(tf.tile(tf.expandDims(points, 1), [1, levels.shape[0], 1]), [-1, dimension]),
  );
  const allSigmas = tf.tidy(() => tf.tile(levels, [count, 1]));
  const draw = (from: Tensor2D) => tf.gather(from, tf.cast(tf.randomUniform([rows], 0, from.shape[0]), 'int32'));

  const step = () =>
    tf.tidy(() => {
      const epsilon = tf.randomNormal([rows, dimension]);
      const [x, sigma] = batch === undefined ? [allPoints as Tensor2D, allSigmas] : [draw(points), draw(levels)];
      const noisy = tf.add(x, tf.mul(sigma, epsilon)) as Tensor2D;
      return adam.minimize(() => lossOf(tf, network.activation, parameters, noisy, sigma, epsilon), true, parameters)!;
    });
  return {
    async run(steps) {
      const started = performance.now();
      let loss: Tensor | undefined;
      for (let i = 0; i < steps; i++) {
        loss?.dispose();
        loss = step();
      }
      const [value] = await resting(loss!.data());
      loss!.dispose();
      if (!Number.isFinite(value)) throw new Error(`the loss is ${value}`);
      return (performance.now() - started) / 1000;
    },
    dispose() {
      adam.dispose();
      tf.dispose([...parameters, points, levels, allPoints, allSigmas]);
    },
  };
}

async function sampling(tf: Tf, workload: SamplingWorkload): Promise<Runner> {
  const { network, particles } = workload;
  const model = await workload.model();
  const parameters = tensors(tf, model);
  const schedule = scheduleOf(workload);
  const xs = piecesOf(particles).map((rows) => tf.randomNormal([rows, network.dimension]) as Tensor2D);
  let at = 0;
  return {
    async run(steps) {
      const started = performance.now();
      for (let i = 0; i < steps; i++) {
        const { sigma, size } = schedule[at]!;
        for (const [piece, x] of xs.entries()) {
          xs[piece] = langevin(tf, network.activation, parameters, x, sigma, size);
          x.dispose();
        }
        at = (at + 1) % schedule.length;
      }
      for (const x of xs) {
        if (!(await resting(x.data())).every(Number.isFinite)) throw new Error('a particle is not finite');
      }
      return (performance.now() - started) / 1000;
    },
    dispose: () => tf.dispose([...parameters, ...xs]),
  };
}

/** A step at one level: x + τ·s(x, σ) + √(2τ)·z. */
function langevin(tf: Tf, activation: string, parameters: readonly Tensor[], x: Tensor2D, sigma: number, size: number) {
  return tf.tidy(() => {
    const drift = score(tf, activation, parameters, x, tf.fill([x.shape[0], 1], sigma));
    const z = tf.randomNormal(x.shape);
    return tf.add(tf.add(x, tf.mul(drift, size)), tf.mul(z, Math.sqrt(2 * size))) as Tensor2D;
  });
}

async function validateTraining(tf: Tf, workload: TrainingWorkload): Promise<void> {
  const { network, rows } = workload;
  const reference = await referenceStep(workload);
  const parameters = tensors(tf, { network, parameters: reference.parameters });
  const given = [
    tf.tensor2d(reference.points, [rows, network.dimension]),
    tf.tensor2d(reference.sigmas, [rows, 1]),
    tf.tensor2d(reference.epsilon, [rows, network.dimension]),
  ] as const;
  const { value, grads } = tf.valueAndGrads((...all: Tensor[]) => lossOf(tf, network.activation, all, ...given))(
    parameters,
  );
  requireClose('the loss', await value.data(), [reference.loss], 1e-4);
  const gradient = joined(await Promise.all(grads.map((one) => one.data())));
  requireClose('the gradient', gradient, reference.gradient, 1e-4);
  tf.dispose([...parameters, ...given, value, ...grads]);
}

async function validateSampling(tf: Tf, workload: SamplingWorkload): Promise<void> {
  const { dimension, activation } = workload.network;
  const parameters = tensors(tf, await workload.model());
  const { sigma, size } = scheduleOf(workload)[0]!;
  const before = testPoints(1024, dimension);
  const reference = await referenceScore(workload, before, sigma);
  const x = tf.tensor2d(before, [1024, dimension]);
  const ours = tf.tidy(() => score(tf, activation, parameters, x, tf.fill([1024, 1], sigma)));
  requireClose('the score', await ours.data(), reference, 1e-4);
  const moved = langevin(tf, activation, parameters, x, sigma, size);
  requireStep({ before, score: reference, after: await moved.data(), size });
  tf.dispose([...parameters, x, ours, moved]);
}
