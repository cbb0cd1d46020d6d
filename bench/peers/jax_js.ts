// jax-js as its README recommends: each step one jit-compiled function, differentiated by valueAndGrad; references are
// counted by `.ref`. Its optax is not on npm, so Adam is written out and compiled into the step.
import type { Device, Array as Tensor } from '@jax-js/jax';
import { resting } from '../../src/engines/webgpu/device/resting.ts';
import { initialParameters, type Model, type Network } from '../../src/index.ts';
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

type Jax = typeof import('@jax-js/jax');
/** The activations of the workloads. */
type Activation = 'relu' | 'silu';

export async function openJaxJs(device: Extract<Device, 'webgpu' | 'wasm'>): Promise<Contestant> {
  const jax = await import('@jax-js/jax');
  if (!(await jax.init(device)).includes(device)) throw new Error(`jax-js has no ${device} here`);
  const choose = () => void jax.defaultDevice(device);
  const requireHealthy = device === 'webgpu' ? watchErrors(jax.getWebGPUDevice()) : () => {};
  return {
    name: `jax-js 0.1.25, ${device === 'wasm' ? 'WASM' : 'WebGPU'}`,
    adapter: device === 'wasm' ? threads() : 'same adapter',
    ...(device === 'webgpu' && { limits: limitsOfAdapter }),
    async open(workload) {
      choose();
      const runner = workload.kind === 'training' ? training(jax, workload) : await sampling(jax, workload);
      const chosen: Runner = {
        async run(steps) {
          choose();
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
      choose();
      await (workload.kind === 'training' ? validateTraining(jax, workload) : validateSampling(jax, workload));
      requireHealthy();
    },
    dispose() {},
  };
}

/** It spreads work over web workers, where a host has them and lets them share memory. */
function threads(): string {
  const shared = typeof SharedArrayBuffer !== 'undefined' && typeof Worker !== 'undefined';
  return shared ? `${navigator.hardwareConcurrency} threads` : 'one thread';
}

/** Weights and biases in turn. */
type Parameters = Tensor[];

function parametersOf({ numpy }: Jax, model: Pick<Model, 'network' | 'parameters'>): Parameters {
  return tensorsOf(model).map(({ shape, values }) => numpy.array(values).reshape(shape));
}

/** s(x, σ) of rows [n, d] with their σ [n, 1]; consumes all. */
function score({ numpy, nn }: Jax, activation: Activation, parameters: Parameters, x: Tensor, sigma: Tensor): Tensor {
  let rows = numpy.concatenate([x, sigma], 1);
  for (let i = 0; i < parameters.length; i += 2) {
    rows = numpy.matmul(rows, parameters[i]!).add(parameters[i + 1]!);
    if (i + 2 < parameters.length) rows = activation === 'relu' ? nn.relu(rows) : nn.silu(rows);
  }
  return rows;
}

/** ½·mean over rows of ‖σ·s + ε‖². */
function lossOf(jax: Jax, activation: Activation) {
  return (parameters: Parameters, x: Tensor, sigma: Tensor, epsilon: Tensor): Tensor => {
    const rows = x.shape[0]!;
    const residual = score(jax, activation, parameters, x, sigma.ref).mul(sigma).add(epsilon);
    return jax.numpy
      .square(residual)
      .sum()
      .mul(0.5 / rows);
  };
}

function training(jax: Jax, { network, options, rows }: TrainingWorkload): Runner {
  const { numpy, random, tree } = jax;
  const { data, noise, optimizer, batch, seed } = options;
  const { beta1, beta2, epsilon: tiny } = optimizer!;
  const rate = optimizer!.learningRate as number;
  const [count, dimension] = data.shape;
  const loss = jax.valueAndGrad(lossOf(jax, network.activation as Activation));

  // Apart from the step: compiled into it, the noise would be drawn again for every hidden unit that reads it.
  const draw = jax.jit((key: Tensor, points: Tensor, levels: Tensor): [Tensor, Tensor, Tensor, Tensor] => {
    const [next, forRows, forLevels, forNoise] = numpy.unstack(random.split(key, 4)) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const epsilon = random.normal(forNoise, [rows, dimension]);
    let x: Tensor;
    let sigma: Tensor;
    if (batch === undefined) {
      // Every datum at every level.
      forRows.dispose();
      forLevels.dispose();
      x = numpy.repeat(points, levels.shape[0]!, 0);
      sigma = numpy.tile(levels, [count, 1]);
    } else {
      x = points.slice(random.randint(forRows, { minval: 0, maxval: count, shape: [rows] }));
      sigma = levels.slice(random.randint(forLevels, { minval: 0, maxval: noise.levels.length, shape: [rows] }));
    }
    return [next, x.add(sigma.ref.mul(epsilon.ref)), sigma, epsilon];
  });

  const step = jax.jit((state: State, x: Tensor, sigma: Tensor, epsilon: Tensor): [Tensor, State] => {
    const [value, gradient] = loss(
      state.parameters.map((one) => one.ref),
      x,
      sigma,
      epsilon,
    );
    const t = state.t.add(1);
    const root = numpy.sqrt(numpy.subtract(1, numpy.exp(t.ref.mul(Math.log(beta2)))));
    const correction = numpy.subtract(1, numpy.exp(t.ref.mul(Math.log(beta1))));
    const scale = root.ref.div(correction).mul(rate);
    const floor = root.mul(tiny);
    const first = state.first.map((m, i) => m.mul(beta1).add(gradient[i]!.ref.mul(1 - beta1)));
    const second = state.second.map((v, i) => v.mul(beta2).add(numpy.square(gradient[i]!).mul(1 - beta2)));
    const parameters = state.parameters.map((one, i) =>
      one.sub(first[i]!.ref.mul(scale.ref).div(numpy.sqrt(second[i]!.ref).add(floor.ref))),
    );
    scale.dispose();
    floor.dispose();
    return [value, { t, parameters, first, second }];
  });

  const points = numpy.array(Float32Array.from(data.values)).reshape([count, dimension]);
  const levels = numpy.array(Float32Array.from(noise.levels)).reshape([noise.levels.length, 1]);
  const parameters = parametersOf(jax, { network, parameters: initialParameters(network, seed ?? 0) });
  const zeros = () => parameters.map(({ shape }) => numpy.zeros(shape));
  let key = random.key(1);
  let state: State = { t: numpy.array(0), parameters, first: zeros(), second: zeros() };
  return {
    async run(steps) {
      const started = performance.now();
      let loss: Tensor | undefined;
      for (let i = 0; i < steps; i++) {
        loss?.dispose();
        const [next, ...drawn] = draw(key, points.ref, levels.ref);
        key = next;
        [loss, state] = step(state, ...drawn);
      }
      const [value] = await resting(loss!.data());
      if (!Number.isFinite(value)) throw new Error(`the loss is ${value}`);
      return (performance.now() - started) / 1000;
    },
    dispose() {
      tree.dispose(state);
      for (const one of [key, points, levels, draw, step]) one.dispose();
    },
  };
}

type State = { t: Tensor; parameters: Parameters; first: Parameters; second: Parameters };

async function sampling(jax: Jax, workload: SamplingWorkload): Promise<Runner> {
  const { numpy, random } = jax;
  const { network, particles } = workload;
  const model = await workload.model();
  const parameters = parametersOf(jax, model);
  const step = jax.jit(langevin(jax, network));
  const schedule = scheduleOf(workload);
  // One set of arrays for each level.
  const levels = new Map(schedule.map((at) => [at.sigma, numpy.array(Float32Array.of(at.sigma, at.size))]));
  const xs = piecesOf(particles).map((rows, i) => random.normal(random.key(100 + i), [rows, network.dimension]));
  let key = random.key(2);
  let at = 0;
  return {
    async run(steps) {
      const started = performance.now();
      for (let i = 0; i < steps; i++) {
        const level = levels.get(schedule[at]!.sigma)!;
        for (const [piece, x] of xs.entries()) {
          const all = parameters.map((one) => one.ref);
          [xs[piece], key] = step(all, x, key, level.ref) as [Tensor, Tensor];
        }
        at = (at + 1) % schedule.length;
      }
      for (const x of xs) {
        const values = (await resting(x.ref.data())) as Float32Array;
        if (!values.every(Number.isFinite)) throw new Error('a particle is not finite');
      }
      return (performance.now() - started) / 1000;
    },
    dispose() {
      for (const one of [...parameters, ...levels.values(), ...xs, key]) one.dispose();
      step.dispose();
    },
  };
}

/**
 * A step at one level: x ← x + τ·s(x, σ) + √(2τ)·z. With several steps in one function, the noise would be drawn again
 * for every hidden unit.
 */
function langevin(jax: Jax, { activation }: Network) {
  const { numpy, random } = jax;
  return (parameters: Parameters, x: Tensor, key: Tensor, level: Tensor): [Tensor, Tensor] => {
    const [particles, dimension] = x.shape as [number, number];
    const [sigma, size] = numpy.unstack(level) as [Tensor, Tensor];
    const [next, own] = numpy.unstack(random.split(key)) as [Tensor, Tensor];
    const spread = numpy.sqrt(size.ref.mul(2));
    const drift = score(jax, activation as Activation, parameters, x.ref, numpy.broadcastTo(sigma, [particles, 1]));
    const z = random.normal(own, [particles, dimension]);
    return [x.add(drift.mul(size)).add(z.mul(spread)), next];
  };
}

async function validateTraining(jax: Jax, workload: TrainingWorkload): Promise<void> {
  const { numpy } = jax;
  const { network, rows } = workload;
  const reference = await referenceStep(workload);
  const loss = jax.jit(jax.valueAndGrad(lossOf(jax, network.activation as Activation)));
  const [value, gradient] = loss(
    parametersOf(jax, { network, parameters: reference.parameters }),
    numpy.array(reference.points).reshape([rows, network.dimension]),
    numpy.array(reference.sigmas).reshape([rows, 1]),
    numpy.array(reference.epsilon).reshape([rows, network.dimension]),
  );
  requireClose('the loss', (await value.data()) as Float32Array, [reference.loss], 1e-4);
  const tensors: Float32Array[] = [];
  for (const one of gradient) tensors.push((await one.data()) as Float32Array);
  requireClose('the gradient', joined(tensors), reference.gradient, 1e-4);
  loss.dispose();
}

async function validateSampling(jax: Jax, workload: SamplingWorkload): Promise<void> {
  const { numpy } = jax;
  const { dimension, activation } = workload.network;
  const model = await workload.model();
  const { sigma, size } = scheduleOf(workload)[0]!;
  const before = testPoints(1024, dimension);
  const reference = await referenceScore(workload, before, sigma);
  const x = () => numpy.array(before).reshape([1024, dimension]);
  const evaluate = jax.jit((parameters: Parameters, x: Tensor, sigma: Tensor) =>
    score(jax, activation as Activation, parameters, x, sigma),
  );
  const ours = evaluate(parametersOf(jax, model), x(), numpy.full([1024, 1], sigma));
  requireClose('the score', (await ours.data()) as Float32Array, reference, 1e-4);
  const step = jax.jit(langevin(jax, workload.network));
  const level = numpy.array(Float32Array.of(sigma, size));
  const [moved, key] = step(parametersOf(jax, model), x(), jax.random.key(3), level);
  requireStep({ before, score: reference, after: (await moved.data()) as Float32Array, size });
  for (const one of [key, evaluate, step]) one.dispose();
}
