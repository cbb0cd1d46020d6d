import { type Matrix, mapped } from './matrix.ts';
import { short } from './write.ts';

/** A path in the units of the file, whatever map was in force when a part was added. */
export interface Path {
  add(command: 'M' | 'L' | 'Q' | 'C', matrix: Matrix, ...places: readonly number[]): void;
  /** An arc of a circle, joined to what is there by a line. */
  arc(matrix: Matrix, x: number, y: number, radius: number, from: number, to: number, backwards: boolean): void;
  close(): void;
  readonly text: string;
}

export function createPath(): Path {
  const parts: string[] = [];

  function add(command: 'M' | 'L' | 'Q' | 'C', matrix: Matrix, ...places: readonly number[]): void {
    const mappedPlaces: string[] = [];
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = mapped(matrix, places[i]!, places[i + 1]!);
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      mappedPlaces.push(`${short(x)} ${short(y)}`);
    }
    // A line from nowhere begins where it would end, as on a canvas.
    const first = parts.length === 0 && command === 'L' ? 'M' : command;
    parts.push(first + mappedPlaces.join(' '));
  }

  return {
    add,
    arc(matrix, x, y, radius, from, to, backwards) {
      const whole = 2 * Math.PI;
      let sweep = backwards ? from - to : to - from;
      sweep = sweep >= whole ? whole : ((sweep % whole) + whole) % whole;
      const pieces = Math.max(1, Math.ceil(sweep / (Math.PI / 2) - 1e-9));
      const step = ((backwards ? -1 : 1) * sweep) / pieces;
      // Handles of the cubic that is nearest to an arc of this angle: off by less than 0.03 % of the radius.
      const handle = (4 / 3) * Math.tan(step / 4) * radius;
      const at = (angle: number): [number, number] => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      add('L', matrix, ...at(from));
      for (let piece = 0; piece < pieces; piece++) {
        const [start, end] = [from + piece * step, from + (piece + 1) * step];
        const [[x0, y0], [x3, y3]] = [at(start), at(end)];
        add(
          'C',
          matrix,
          ...[x0 - handle * Math.sin(start), y0 + handle * Math.cos(start)],
          ...[x3 + handle * Math.sin(end), y3 - handle * Math.cos(end)],
          ...[x3, y3],
        );
      }
    },
    close: () => void (parts.length > 0 && parts.push('Z')),
    get text() {
      return parts.join('');
    },
  };
}
