/** A round spot of paint: a normal of this mean and deviation. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly deviation: number;
}

/** Half the side of the square that can be painted on. */
export const extent = 4;
/** What is shown of it on each axis: a rim is left for the noise. */
export const shown = [-1.1 * extent, 1.1 * extent] as const;
const steps = 4096;
/** Deviations of the brushes, from a point to a wide spray. */
export const brushes = [0.02, 0.1, 0.25, 0.5] as const;
/** Most spots of a painting: the links of larger ones would be too long to send. */
export const mostSpots = 1024;

/**
 * Writes spots as a text for a link, six characters each: 12 bits for x, 12 for y and 12 for the brush, in the alphabet of
 * base64url.
 */
export function writePainting(spots: readonly Spot[]): string {
  return spots.map(({ x, y, deviation }) => [place(x), place(y), brushOf(deviation)].map(pair).join('')).join('');
}

/** Reads it; undefined where it is none, and for an empty text no spots. */
export function readPainting(text: string): Spot[] | undefined {
  if (text.length % 6 !== 0 || text.length > 6 * mostSpots) return undefined;
  const spots: Spot[] = [];
  for (let at = 0; at < text.length; at += 6) {
    const [x, y, brush] = [0, 2, 4].map((part) => numberOf(text.slice(at + part, at + part + 2))) as [
      number,
      number,
      number,
    ];
    const deviation = brushes[brush];
    if (Number.isNaN(x + y) || deviation === undefined) return undefined;
    spots.push({ x: position(x), y: position(y), deviation });
  }
  return spots;
}

/** A spot as the link will have it, so that what is painted is what is sent. */
export function quantised({ x, y, deviation }: Spot): Spot {
  return { x: position(place(x)), y: position(place(y)), deviation: brushes[brushOf(deviation)]! };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const place = (x: number): number =>
  Math.min(steps - 1, Math.max(0, Math.round(((x + extent) / (2 * extent)) * (steps - 1))));
const position = (at: number): number => (at / (steps - 1)) * 2 * extent - extent;
const brushOf = (deviation: number): number =>
  brushes.reduce(
    (best, brush, i) => (Math.abs(brush - deviation) < Math.abs(brushes[best]! - deviation) ? i : best),
    0,
  );
const pair = (value: number): string => alphabet[value >> 6]! + alphabet[value & 63]!;
const numberOf = (text: string): number => {
  const [high, low] = [alphabet.indexOf(text[0]!), alphabet.indexOf(text[1]!)];
  return high < 0 || low < 0 ? Number.NaN : high * 64 + low;
};
