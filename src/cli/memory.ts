import { freemem } from 'node:os';
import type { Engine } from '../engine.ts';
import { defaultChunk } from '../sample_in_chunks.ts';
import { UsageError } from './exit.ts';

/**
 * Bytes of this process's memory for each coordinate of a particle, at most at a time: on the CPU engine the particles and a
 * sampler's memory of them, each twice and in float64, and the samples in float32; a device that has no memory of its own takes
 * less.
 */
const bytesPerValue = 36;

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

/** What this process may still take, also where it is held to less than the machine has (Node 20.13 and later know). */
export function freeMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toLocaleString('en', { maximumSignificantDigits: 3 })} GiB`;
}
