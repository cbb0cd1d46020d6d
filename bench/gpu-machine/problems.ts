import { initialParameters, type Model } from '../../src/index.ts';
import { unitOf, usefulBytes, usefulOperations } from '../arithmetic.ts';
import { referenceScore } from '../ours.ts';
import { referenceStep, scheduleOf, tensorsOf, testPoints } from '../peers/problem.ts';
import { type SamplingWorkload, type TrainingWorkload, type Workload, workloads } from '../workloads.ts';

/** An array as Python finds it: little-endian float32 in base64, and its shape. */
export interface EncodedArray {
  readonly float32: string;
  readonly shape: readonly number[];
}

/** All workloads with their data, networks and reference results, for programs in other languages to repeat and be held to. */
export async function problems(): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const workload of workloads) all.push(await problemOf(workload));
  return all;
}

/** One of them, as plain data. */
export async function problemOf(workload: Workload): Promise<object> {
  const own = workload.kind === 'training' ? trainingProblem(workload) : samplingProblem(workload);
  const { letter, name, kind, network } = workload;
  return {
    ...{ letter, name, kind, activation: network.activation, unit: unitOf(workload) },
    ...{ operations: usefulOperations(workload), bytes: usefulBytes(workload) },
    ...(await own),
  };
}

async function trainingProblem(workload: TrainingWorkload) {
  const { options, rows, network, noise } = workload;
  const { data, batch, optimizer, seed } = options;
  const { points, sigmas, epsilon, loss, gradient } = await referenceStep(workload);
  const { dimension } = network;
  return {
    ...{ rows, drawn: batch !== undefined, rate: optimizer!.learningRate },
    data: encoded(data.values, data.shape),
    levels: encoded(noise.levels, [noise.levels.length]),
    parameters: encodedTensors({ network, parameters: initialParameters(network, seed ?? 0) }),
    reference: {
      points: encoded(points, [rows, dimension]),
      sigmas: encoded(sigmas, [rows, 1]),
      epsilon: encoded(epsilon, [rows, dimension]),
      loss,
      gradient: encoded(gradient, [gradient.length]),
    },
  };
}

async function samplingProblem(workload: SamplingWorkload) {
  const { dimension } = workload.network;
  const schedule = scheduleOf(workload);
  const sigma = workload.noise.levels[1]!;
  const points = testPoints(256, dimension);
  return {
    particles: workload.particles,
    parameters: encodedTensors(await workload.model()),
    sigmas: encoded(
      schedule.map(({ sigma }) => sigma),
      [schedule.length],
    ),
    sizes: encoded(
      schedule.map(({ size }) => size),
      [schedule.length],
    ),
    reference: {
      points: encoded(points, [256, dimension]),
      sigma,
      score: encoded(await referenceScore(workload, points, sigma), [256, dimension]),
    },
  };
}

function encodedTensors(model: Pick<Model, 'network' | 'parameters'>): EncodedArray[] {
  return tensorsOf(model).map(({ values, shape }) => encoded(values, shape));
}

function encoded(values: ArrayLike<number>, shape: readonly number[]): EncodedArray {
  const floats = Float32Array.from(values);
  return { float32: Buffer.from(floats.buffer).toString('base64'), shape };
}
