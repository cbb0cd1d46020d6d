import type { Pen } from './pen.ts';
import type { PlaneMap } from './plane_map.ts';
import type { Sheet } from './sheet.ts';

/** A path as it is drawn. */
export interface Path {
  /** x and y of its points. */
  readonly points: Float32Array;
  /** How strongly each way from one point to the next is drawn, from 0 to 1. */
  readonly strengths: Float32Array;
}

/** A way that is longer, over the width of the plane, is a leap, and faint unless it goes on as it came. */
const leap = 0.05;
/**
 * Parts of a path up to where its particle is, from all of it to its end, each stroke over the one before; the end with a rim in the
 * colour of the ground, so that it is seen over many particles as well.
 */
const strokes = [
  { last: 1, opacity: 0.22, width: 0.8, rim: 0 },
  { last: 0.1, opacity: 0.5, width: 1.1, rim: 0 },
  { last: 0.04, opacity: 1, width: 1.5, rim: 1.6 },
] as const;
/** Opacities are drawn in so many steps, and fainter ones than the first not at all. */
const tones = 4;
const dot = 3;

/**
 * A path with its strengths: random walks at large noise leap about all over the plane, and would hide everything, while those of a
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
  const turns = Float32Array.from({ length: Math.max(0, ways - 1) }, (_, i) => straightness(way(i), way(i + 1)));
  const strengths = Float32Array.from({ length: ways }, (_, i) => {
    const length = Math.hypot(...way(i)) / width;
    if (length <= leap) return 1;
    return Math.max((leap / length) ** 3, Math.min(1, ...turns.subarray(Math.max(0, i - 2), i + 2)));
  });
  return { points, strengths };
}

/** Cosine of the turn from one way to the next; 0 for a turn of more than a right angle. */
function straightness([x, y]: readonly [number, number], [nextX, nextY]: readonly [number, number]): number {
  const lengths = Math.hypot(x, y) * Math.hypot(nextX, nextY);
  return lengths > 0 ? Math.max(0, (x * nextX + y * nextY) / lengths) : 1;
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
    for (let tone = 1; tone <= tones; tone++) {
      context.beginPath();
      for (const path of paths) addPart(context, map, path, [share - last, share], tone);
      context.globalAlpha = (opacity * tone) / tones;
      if (rim > 0) {
        context.lineWidth = line + rim;
        context.strokeStyle = theme.surface;
        context.stroke();
      }
      context.lineWidth = line;
      context.strokeStyle = colour;
      context.stroke();
    }
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

/** Adds the ways of one tone between two shares of a path. */
function addPart(context: Pen, map: PlaneMap, path: Path, [from, to]: readonly [number, number], tone: number): void {
  const { points, strengths } = path;
  const ways = strengths.length;
  const first = Math.max(0, from);
  let drawing = false;
  for (let i = Math.floor(first * ways); i < to * ways; i++) {
    if (Math.round(strengths[i]! * tones) !== tone) {
      drawing = false;
      continue;
    }
    if (!drawing) context.moveTo(...map.toPixel(...pointAt(path, Math.max(first, i / ways))));
    if (i + 1 > to * ways) context.lineTo(...map.toPixel(...pointAt(path, to)));
    else context.lineTo(...map.toPixel(points[2 * i + 2]!, points[2 * i + 3]!));
    drawing = true;
  }
}
