import type { Pen } from '../drawing/pen.ts';
import type { Sheet } from '../drawing/sheet.ts';
import type { PlaneMap } from './plane_map.ts';

/** Where a particle goes. */
export interface Path {
  /** x and y of its points. */
  readonly points: Float32Array;
  /** Of each way from one point to the next, whether it is a leap. */
  readonly leaps: readonly boolean[];
}

/** Over the width of the plane: what is longer is a leap, unless it goes on as it came. */
const long = 0.06;
/** Cosine of the angle by which a way that is no leap turns, at least. */
const straight = 0.5;
/**
 * Parts of a path up to where its particle is, from all of it to its end, each stroke over the one before; the end with a rim in the
 * colour of the ground, so that it is seen over many particles as well.
 */
const strokes = [
  { last: 1, opacity: 0.25, width: 0.8, rim: 0 },
  { last: 0.1, opacity: 0.5, width: 1.1, rim: 0 },
  { last: 0.04, opacity: 1, width: 1.5, rim: 1.6 },
] as const;
const dot = 3;

/**
 * A path with its leaps: chains at large noise leap about all over the plane, and would hide everything, while those of a
 * flow are as long but smooth.
 * @param points x and y of each, at least one
 * @param width of the plane
 */
export function pathOf(points: Float32Array, width: number): Path {
  const ways = points.length / 2 - 1;
  const way = (i: number): [number, number] => [
    points[2 * i + 2]! - points[2 * i]!,
    points[2 * i + 3]! - points[2 * i + 1]!,
  ];
  const cosines = Array.from({ length: Math.max(0, ways - 1) }, (_, i) => cosine(way(i), way(i + 1)));
  const leaps = Array.from({ length: ways }, (_, i) => {
    if (Math.hypot(...way(i)) <= long * width) return false;
    return cosines.slice(Math.max(0, i - 2), i + 2).some((turn) => turn < straight);
  });
  return { points, leaps };
}

/** Of the angle from one way to the next. */
function cosine([x, y]: readonly [number, number], [nextX, nextY]: readonly [number, number]): number {
  const lengths = Math.hypot(x, y) * Math.hypot(nextX, nextY);
  return lengths > 0 ? (x * nextX + y * nextY) / lengths : 1;
}

/** The point at a share of the path, from 0 to 1. */
export function pointAt({ points }: Path, share: number): [number, number] {
  const last = points.length / 2 - 1;
  const at = Math.min(last, Math.max(0, share * last));
  const before = Math.max(0, Math.min(last - 1, Math.floor(at)));
  return [0, 1].map((j) => {
    const from = points[2 * before + j]!;
    const to = points[2 * before + 2 + j] ?? from;
    return from + (at - before) * (to - from);
  }) as [number, number];
}

/** x and y of the points from one share of a path to another, without what comes before a leap. */
export function partOf(path: Path, from: number, to: number): number[] {
  const ways = path.leaps.length;
  const leap = path.leaps.lastIndexOf(true, Math.max(0, Math.ceil(to * ways) - 1));
  const first = Math.max(0, from, leap < 0 ? 0 : (leap + 1) / ways);
  if (first >= to) return [];
  const part: number[] = pointAt(path, first);
  for (let i = Math.floor(first * ways) + 1; i < to * ways; i++)
    part.push(path.points[2 * i]!, path.points[2 * i + 1]!);
  return [...part, ...pointAt(path, to)];
}

/** Paths of single particles up to a share of their way, each with a dot where it is now. */
export function drawPaths(sheet: Sheet, map: PlaneMap, paths: readonly Path[], share: number, colour: string): void {
  const { context, theme } = sheet;
  const { left, top, width, height } = map.box;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const { last, opacity, width: line, rim } of strokes) {
    context.beginPath();
    for (const path of paths) addLine(context, map, partOf(path, share - last, share));
    context.globalAlpha = opacity;
    if (rim > 0) {
      context.lineWidth = line + rim;
      context.strokeStyle = theme.surface;
      context.stroke();
    }
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.stroke();
  }
  context.globalAlpha = 1;
  context.lineWidth = 1.4;
  context.strokeStyle = theme.surface;
  context.fillStyle = colour;
  for (const path of paths) {
    const [x, y] = map.toPixel(...pointAt(path, share));
    context.beginPath();
    context.arc(x, y, dot, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.restore();
}

function addLine(context: Pen, map: PlaneMap, points: readonly number[]): void {
  for (let i = 0; i < points.length; i += 2) {
    const place = map.toPixel(points[i]!, points[i + 1]!);
    if (i === 0) context.moveTo(...place);
    else context.lineTo(...place);
  }
}
