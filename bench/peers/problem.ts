import { blockRows, stride } from '../../src/engines/cpu/block.ts';
import { createRows } from '../../src/engines/cpu/draw_rows.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { annealedLangevin, createCpuEngine, layersOf, type Model, type TrainerOptions } from '../../src/index.ts';
import type { SamplingWorkload, TrainingWorkload } from '../workloads.ts';

/** Rows of a training step, all that chance has to say in it, and what the reference makes of them. */
export interface ReferenceStep {
  readonly rows: number;
  /** x̃ = x + σε, [rows, dimension]. */
  readonly points: Float32Array<ArrayBuffer>;
  /** [rows, 1] */
  readonly sigmas: Float32Array<ArrayBuffer>;
  /** [rows, dimension] */
  readonly epsilon: Float32Array<ArrayBuffer>;
  readonly loss: number;
  /** In the layout of the parameters. */
  readonly gradient: Float32Array;
  readonly parameters: Float32Array;
}

/** The first step of a workload as the CPU engine takes it, for a peer to repeat: the same rows, not other ones as random. */
export async function referenceStep({ options, rows }: TrainingWorkload): Promise<ReferenceStep> {
  const plan = planTraining(options);
  const { dimension } = plan.network;
  const draw = createRows(plan, plan.members[0].key);
  const block = {
    points: new Float64Array(dimension * stride),
    epsilon: new Float64Array(dimension * stride),
    sigmas: new Float64Array(stride),
    contexts: new Float64Array(0),
  };
  const step = {
    ...{ rows, parameters: plan.members[0].start.parameters, sigmas: new Float32Array(rows) },
    points: new Float32Array(rows * dimension),
    epsilon: new Float32Array(rows * dimension),
  };
  const most = blockRows;
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    draw(0, first, count, block);
    for (let r = 0; r < count; r++) {
      step.sigmas[first + r] = block.sigmas[r]!;
      for (let j = 0; j < dimension; j++) {
        step.points[(first + r) * dimension + j] = block.points[j * stride + r]!;
        step.epsilon[(first + r) * dimension + j] = block.epsilon[j * stride + r]!;
      }
    }
  }
  return { ...step, ...(await referenceGradient(options)) };
}

async function referenceGradient(options: TrainerOptions): Promise<{ loss: number; gradient: Float32Array }> {
  using trainer = await createCpuEngine().trainer(options);
  const gradient = await trainer.gradient();
  for await (const { loss } of trainer.run({ steps: 1 })) return { loss, gradient };
  throw new Error('a step has no loss');
}

/** Weights [inputs, outputs] and biases [outputs] of each layer, by name in the order of the layout. */
export function tensorsOf({ network, parameters }: Pick<Model, 'network' | 'parameters'>): {
  shape: number[];
  values: Float32Array<ArrayBuffer>;
}[] {
  return layersOf(network).flatMap(({ inputs, outputs, weight, bias }) => [
    { shape: [inputs, outputs], values: Float32Array.from(parameters.subarray(weight, bias)) },
    { shape: [outputs], values: Float32Array.from(parameters.subarray(bias, bias + outputs)) },
  ]);
}

/** All tensors one after another: the layout of the parameters. */
export function joined(tensors: readonly ArrayLike<number>[]): Float32Array {
  return Float32Array.from(tensors.flatMap((values) => Array.from(values)));
}

/** σ and step size of every step of a sampling run. */
export function scheduleOf({
  noise,
  steps,
}: Pick<SamplingWorkload, 'noise' | 'steps'>): { sigma: number; size: number }[] {
  const { stages } = annealedLangevin(steps)(noise);
  return stages.flatMap(({ count, sigma, b }) => Array.from({ length: count }, () => ({ sigma, size: b })));
}

/** Points to compare scores at: spread over where particles are. */
export function testPoints(count: number, dimension: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.7 * i + 0.3));
}

/**
 * Particles that a peer takes at once; more go in pieces. A hidden layer of 64 units on a million particles would not fit
 * into one binding of 128 MiB, which is all that some adapters have.
 */
const mostParticles = 262_144;

/** The sizes of the pieces. */
export function piecesOf(particles: number): number[] {
  const pieces = Math.ceil(particles / mostParticles);
  return Array.from(
    { length: pieces },
    (_, i) => Math.floor(((i + 1) * particles) / pieces) - Math.floor((i * particles) / pieces),
  );
}

/**
 * Checks a Langevin step whose noise is the peer's own: what it adds to x + τ·s(x, σ), by √(2τ), must have the mean and
 * variance of that many standard normals, to five standard errors.
 */
export function requireStep({
  before,
  score,
  after,
  size,
}: {
  before: Float32Array;
  score: Float32Array;
  after: ArrayLike<number>;
  size: number;
}): void {
  const noise = Array.from(before, (x, i) => (after[i]! - x - size * score[i]!) / Math.sqrt(2 * size));
  const mean = noise.reduce((sum, z) => sum + z, 0) / noise.length;
  const variance = noise.reduce((sum, z) => sum + (z - mean) ** 2, 0) / noise.length;
  const [meanError, varianceError] = [Math.abs(mean), Math.abs(variance - 1) / Math.SQRT2].map(
    (error) => error * Math.sqrt(noise.length),
  );
  if (!(meanError! < 5 && varianceError! < 5))
    throw new Error(`the noise of a step has mean ${mean} and variance ${variance}, not 0 and 1`);
}

/** Remembers the first error of a device that a peer computes on: its kernels would be skipped, which looks fast. */
export function watchErrors(device: GPUDevice): () => void {
  let failure: string | undefined;
  device.addEventListener('uncapturederror', (event) => {
    // Kept from the host's own report, which would be thousands of lines.
    event.preventDefault();
    failure ??= event.error.message;
  });
  return () => {
    const found = failure;
    failure = undefined;
    if (found !== undefined) throw new Error(`WebGPU: ${found}`);
  };
}
