import { extent, mostSpots, quantised, type Spot } from './painting.ts';

/** A painting under way. */
export interface Easel {
  readonly spots: readonly Spot[];
  readonly full: boolean;
  /** Begins a stroke with a brush of this deviation. */
  begin(deviation: number): void;
  /** Takes the brush to a place; gives the spots that it leaves on the way. */
  to(x: number, y: number): readonly Spot[];
  /** Takes the last stroke away; of a painting that was given, all of it. */
  undo(): void;
  clear(): void;
}

/** Spots of a stroke are half a deviation apart: together they look like one line. */
export const spacing = 0.5;

/** @param given spots to go on with */
export function createEasel(given: readonly Spot[]): Easel {
  const spots = given.slice(0, mostSpots);
  /** Spots before each stroke. */
  const strokes = spots.length > 0 ? [0] : [];
  let brush = 0;
  let last: Place | undefined;

  return {
    spots,
    get full() {
      return spots.length >= mostSpots;
    },
    begin(deviation) {
      brush = deviation;
      last = undefined;
      if (strokes.at(-1) !== spots.length) strokes.push(spots.length);
    },
    to(x, y) {
      const first = spots.length;
      for (const place of placesAlong(last, { x, y }, spacing * brush)) {
        last = place;
        const outside = Math.max(Math.abs(place.x), Math.abs(place.y)) > extent;
        if (!outside && spots.length < mostSpots) spots.push(quantised({ ...place, deviation: brush }));
      }
      return spots.slice(first);
    },
    undo() {
      // A stroke that left nothing is none.
      while (strokes.at(-1) === spots.length) strokes.pop();
      spots.length = strokes.pop() ?? 0;
    },
    clear() {
      spots.length = 0;
      strokes.length = 0;
    },
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Places on the straight way from the last one, each `gap` after the one before; the very first where the way begins. */
function placesAlong(from: Place | undefined, to: Place, gap: number): Place[] {
  if (!from) return [to];
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return Array.from({ length: Math.floor(length / gap) }, (_, i) => {
    const part = ((i + 1) * gap) / length;
    return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
  });
}
