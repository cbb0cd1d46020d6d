import { freemem } from 'node:os';
import type { Engine } from '../engine.ts';
import { UsageError } from './exit.ts';

/**
 * Bytes of this process's memory for each coordinate of a particle, at most at a time: two states in float64 and the
 * samples in float32 on the CPU engine, three copies in float32 when samples come from a device, and as much again there
 * where it has no memory of its own.
 */
const bytesPerValue = { cpu: 20, webgpu: 20 } as const;

/** About how many bytes a run takes. */
export function memoryFor(engine: Engine, particles: number, dimension: number): number {
  return particles * dimension * bytesPerValue[engine.kind];
}

/** Refuses a run that would not fit, for the system would end it in the middle. @throws UsageError */
export function requireMemory(engine: Engine, particles: number, dimension: number, free = freeMemory()): void {
  const needed = memoryFor(engine, particles, dimension);
  if (needed <= free) return;
  const most = Math.floor(free / (dimension * bytesPerValue[engine.kind]));
  throw new UsageError(
    `--particles: ${particles} in ${dimension} dimension(s) need about ${gibibytes(needed)} of memory, but ${gibibytes(free)} are free, enough for ${most}. Draw them in several runs with different --seed`,
  );
}

/** What this process may still take, also where it is held to less than the machine has (Node 20.13 and later know). */
export function freeMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toLocaleString('en', { maximumSignificantDigits: 3 })} GiB`;
}
