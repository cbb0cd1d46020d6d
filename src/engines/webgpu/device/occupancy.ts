import type { Device } from './device.ts';

/** Invocations that a GPU should have at least, so that no core of it is without work. */
export const invocationsWanted = 16_384;

/**
 * Among how many invocations the coordinates of a quad of rows or particles are shared: on a GPU as many as keep it busy, one on a
 * processor.
 */
export function sharesOf({ adapter }: Pick<Device, 'adapter'>, quads: number, coordinates: number): number {
  if (adapter.type === 'software') return 1;
  return Math.max(1, Math.min(coordinates, Math.ceil(invocationsWanted / quads)));
}
