import { freemem } from 'node:os';
import type { Engine } from '../engine.ts';
import { stride } from '../engines/cpu/block.ts';
import { mostSharesOf } from '../engines/wasm/training/training_runner.ts';
import { type Network, parameterCount } from '../network.ts';
import type { Points } from '../points.ts';
import { defaultChunk } from '../sample_in_chunks.ts';
import type { Transform } from '../transform.ts';
import { UsageError } from './exit.ts';

/**
 * Bytes of this process's memory for each coordinate of a particle, at most at a time: on the engine cpu the particles and a
 * sampler's memory of them, each twice and in float64, and the samples in float32 and in the units of the data; a device that has no memory of its own takes
 * less.
 */
const bytesPerValue = 44;

/** Share of the free memory that a chunk takes when nobody asked for its size: it may stay so for hours. */
const chunkShare = 1 / 4;

/** Refuses particles that would not fit, for the system would end the run in the middle. @throws UsageError */
export function requireMemory(
  option: '--particles' | '--chunk',
  particles: number,
  dimension: number,
  free = freeMemory(),
): void {
  const needed = particles * dimension * bytesPerValue;
  if (needed <= free) return;
  const most = Math.floor(free / (dimension * bytesPerValue));
  throw new UsageError(
    `${option}: ${particles} in ${dimension} dimension(s) need about ${gibibytes(needed)} of memory, but ${gibibytes(free)} are free, enough for ${most}`,
  );
}

/** Particles to be drawn at a time: what was asked for, if the engine and memory can hold it. @throws UsageError */
export function chunkFor(
  engine: Engine,
  { particles, chunk }: { particles: number; chunk?: number | undefined },
  dimension: number,
  free = freeMemory(),
): number {
  const all = 4 * Math.ceil(particles / 4);
  if (chunk === undefined) {
    const fitting = (chunkShare * free) / (dimension * bytesPerValue);
    return Math.min(all, defaultChunk(engine, dimension), Math.max(4, 4 * Math.floor(fitting / 4)));
  }
  const held = Math.min(chunk, all);
  const most = engine.mostParticles(dimension);
  if (held > most) throw new UsageError(`--chunk: got ${chunk}, but this device holds at most ${most} at a time`);
  requireMemory('--chunk', held, dimension, free);
  return held;
}

/** Bytes of a coordinate of the data, as they are kept. */
const bytesPerCoordinate = 4;

/** Refuses draws of a target that would not fit, before they are drawn; files have limits of their own. @throws UsageError */
export function requireDrawsMemory(draws: number, dimension: number, free = freeMemory()): void {
  const needed = draws * dimension * bytesPerCoordinate;
  if (needed <= free) return;
  const most = Math.floor(free / (dimension * bytesPerCoordinate));
  throw new UsageError(
    `--points: ${draws} in ${dimension} dimension(s) need about ${gibibytes(needed)} of memory, but ${gibibytes(free)} are free, enough for ${most}`,
  );
}

/** What a training is about to take memory for. */
export interface TrainingSize {
  readonly network: Network;
  /** Whether an average of the parameters is kept. */
  readonly averaged: boolean;
  /** There already. */
  readonly data: Points;
  /** Where the data are standardised. */
  readonly transform: Transform | undefined;
}

/**
 * Refuses a training that would not fit, for the system would end it in the middle.
 * @param options what asked for the network and for the data
 * @throws UsageError
 */
export function requireTrainingMemory(
  { kind }: Pick<Engine, 'kind'>,
  size: TrainingSize,
  options: { readonly network: '--hidden' | '--resume'; readonly data: '--points' | '--data' },
  free = freeMemory(),
): void {
  const { network, data, transform } = size;
  const [count, dimension] = data.shape;
  const needed = networkBytes(kind, size);
  const room = `${gibibytes(free)} are free`;
  if (needed > free) {
    const parameters = parameterCount(network);
    const most = Math.floor((free / needed) * parameters);
    throw new UsageError(
      `${options.network}: to train ${parameters} parameters on the engine ${kind} takes about ${gibibytes(needed)} of memory, but ${room}, enough for about ${most}`,
    );
  }
  // Engines take float32, and those without a GPU have a copy of their own.
  const copies = (transform || data.values instanceof Float64Array ? 1 : 0) + (kind === 'webgpu' ? 0 : 1);
  const perPoint = copies * dimension * bytesPerCoordinate;
  if (needed + count * perPoint <= free) return;
  const most = Math.floor((free - needed) / perPoint);
  throw new UsageError(
    `${options.data}: to train on ${count} points in ${dimension} dimension(s) takes another ${gibibytes(needed + count * perPoint)} of memory, but ${room}, enough for about ${most} points`,
  );
}

/**
 * The state of a training has parameters, two moments and maybe an average. All are kept in float32 where they begin, in a
 * checkpoint and in its file. Without a GPU they are also kept as they are and as they were at two steps before, on the engine cpu in
 * float64. Besides, that has a gradient, and for each unit three planes of a block of rows; the engine wasm has as many gradients as
 * rows are dealt out to, and their sum.
 */
function networkBytes(kind: Engine['kind'], { network, averaged }: TrainingSize): number {
  const buffers = averaged ? 4 : 3;
  const parameters = parameterCount(network);
  const inFloat32 = 3 * 4 * buffers;
  if (kind === 'webgpu') return parameters * inFloat32;
  if (kind === 'wasm') return parameters * (inFloat32 + 3 * 4 * buffers + 4 * (mostSharesOf(parameters) + 1));
  const units = network.hidden.reduce((sum, width) => sum + width, network.dimension);
  return parameters * (inFloat32 + 3 * 8 * buffers + 8) + 3 * 8 * stride * units;
}

/** What this process may still take, also where it is held to less than the machine has (Node 20.13 and later know). */
export function freeMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toLocaleString('en', { maximumSignificantDigits: 3 })} GiB`;
}
