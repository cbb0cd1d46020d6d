import type { PlaneMap } from './plane_map.ts';
import type { Sheet } from './sheet.ts';

/** Part of a path that is drawn strongly, up to where its particle is; the rest is faint. */
const tail = 0.12;
const dot = 3;
const strokes = [
  { from: 0, opacity: 0.28, width: 0.9 },
  { from: 1 - tail, opacity: 0.55, width: 1.2 },
  { from: 1 - tail / 3, opacity: 1, width: 1.5 },
] as const;

/** The points of a path from one place along it to another, both from 0 to 1: x and y of each, those between given ones by a straight line. */
export function partOf(path: Float32Array, from: number, to: number): number[] {
  const last = path.length / 2 - 1;
  const part = [...pointAt(path, from)];
  for (let i = Math.floor(from * last) + 1; i < to * last; i++) part.push(path[2 * i]!, path[2 * i + 1]!);
  return [...part, ...pointAt(path, to)];
}

function pointAt(path: Float32Array, place: number): [number, number] {
  const last = path.length / 2 - 1;
  const at = Math.min(last, Math.max(0, place * last));
  const before = Math.min(last - 1, Math.floor(at));
  if (before < 0) return [path[0]!, path[1]!];
  return [0, 1].map((j) => {
    const [one, other] = [path[2 * before + j]!, path[2 * before + 2 + j]!];
    return one + (at - before) * (other - one);
  }) as [number, number];
}

/** Paths of single particles up to a share of their way, each with a dot where it is now. */
export function drawPaths(
  { context, theme }: Sheet,
  map: PlaneMap,
  paths: readonly Float32Array[],
  share: number,
  colour: string,
): void {
  const { left, top, width, height } = map.box;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const { from, opacity, width: line } of strokes) {
    context.beginPath();
    for (const path of paths)
      addPart(context, map, partOf(path, Math.max(0, from === 0 ? 0 : share - (1 - from)), share));
    context.globalAlpha = opacity;
    // A rim in the colour of the ground, so that a line is seen over many particles as well.
    context.lineWidth = line + 1.6;
    context.strokeStyle = theme.surface;
    context.stroke();
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

function addPart(
  context: Pick<CanvasPath, 'moveTo' | 'lineTo' | 'closePath'>,
  map: PlaneMap,
  part: readonly number[],
): void {
  for (let i = 0; i < part.length; i += 2) {
    const [x, y] = map.toPixel(part[i]!, part[i + 1]!);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}
