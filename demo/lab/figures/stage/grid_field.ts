import type { FieldReport } from '../../protocol.ts';
import type { Settings } from '../../settings/settings.ts';

/** Vectors at the centres of side × side cells of a square: [side², 2], x fastest, y upwards. */
export interface GridField {
  readonly side: number;
  readonly values: Float32Array;
  readonly sigma: number;
  readonly source: 'learned' | 'exact';
}

/** The score that the settings want to see: the exact one where it is known. */
export function shownField(
  { side, learned, exact, sigma }: FieldReport,
  settings: Pick<Settings, 'exact'>,
): GridField | undefined {
  const source = (settings.exact || !learned) && exact ? 'exact' : 'learned';
  const values = source === 'exact' ? exact : learned;
  return values && { side, values, sigma, source };
}

/**
 * The vector at a place in the unit square, between those of the four centres around it; as at the nearest centres beyond them.
 */
export function interpolated({ side, values }: GridField, u: number, v: number): [number, number] {
  const [column, right] = between(u, side);
  const [row, up] = between(v, side);
  const at = 2 * (row * side + column);
  const [east, north] = [2, 2 * side];
  return [0, 1].map((j) => {
    const low = values[at + j]! * (1 - right) + values[at + east + j]! * right;
    const high = values[at + north + j]! * (1 - right) + values[at + north + east + j]! * right;
    return low * (1 - up) + high * up;
  }) as [number, number];
}

function between(place: number, side: number): [cell: number, share: number] {
  const centre = Math.min(side - 1, Math.max(0, place * side - 0.5));
  const cell = Math.min(side - 2, Math.floor(centre));
  return [cell, centre - cell];
}
