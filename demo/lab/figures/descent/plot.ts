import type { PaneReport } from '../../protocol.ts';
import { significant } from '../../words.ts';
import { nameOf } from '../curves/curve_plots.ts';
import { type Area, bottomAxis, fontOf, leftAxis, within } from '../drawing/axes.ts';
import { rule, strokeLine } from '../drawing/line.ts';
import { linearScale, type Scale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { drawEdge } from './edge.ts';
import type { Descent, DescentFrame } from './frame.ts';
import type { DescentImage } from './image.ts';

const mostSeparators = 60;
/** More would hide the density. */
const mostPaths = 4;

/** Draws a descent into an area; at its right are the particles of now beside what they are to become. */
export function drawDescent(
  sheet: Sheet,
  outer: Area,
  descent: Descent,
  frame: DescentFrame,
): { area: Area; y: Scale } {
  const { context, theme } = sheet;
  const { pane, image, paths } = descent;
  const extent = frame.problem.extent[0]!;
  const edge = Math.min(96, 0.2 * (outer.right - outer.left));
  const area = { ...outer, right: outer.right - edge - 8 };
  const x = linearScale([0, Math.max(1, pane.total)], [area.left, area.right]);
  const y = linearScale(extent, [area.bottom, area.top]);
  leftAxis(sheet, area, { scale: y, label: nameOf(frame.problem) });
  drawLevels(sheet, area, x, pane, nameOf(frame.problem));
  within(sheet, area, () => {
    drawImage(sheet, area, image, pane.completed);
    const colour = pane.score === 'learned' ? theme.learned : theme.accent;
    for (const path of paths.slice(0, mostPaths)) drawPath(sheet, x, y, path, pane, colour);
  });
  const now = x.at(pane.completed);
  rule(context, [now, area.top, now, area.bottom], { colour: theme.accent, width: 1 });
  if (frame.released !== undefined) drawRelease(sheet, area.left, y.at(frame.released));
  drawEdge(sheet, { ...area, left: area.right + 8, right: outer.right }, y, descent, frame);
  // Its last number ends before the words of the particles of now begin.
  bottomAxis({ ...sheet, width: area.right + 2 }, area, { scale: x, label: 'updates of the particles' });
  return { area, y };
}

function drawImage({ context, theme }: Sheet, area: Area, image: DescentImage, completed: number): void {
  const { width, cells, columnOf } = image.columns;
  const across = (area.right - area.left) / (width - 1);
  // What is behind the present update is of a run that was taken back.
  const shown = columnOf(completed) + 1;
  context.drawImage(
    image.canvas(theme.exact),
    ...([0, 0, shown, cells] as const),
    ...([area.left - across / 2, area.top, shown * across, area.bottom - area.top] as const),
  );
}

/** A hairline where each noise level begins, and above some of them their σ, behind the name of the other axis. */
function drawLevels(
  sheet: Sheet,
  { top, bottom, right }: Area,
  x: Scale,
  { levels, starts }: PaneReport,
  name: string,
): void {
  const { context, theme } = sheet;
  context.save();
  context.font = fontOf(sheet, 10);
  context.fillStyle = theme.muted;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const every = Math.ceil(levels.length / mostSeparators);
  let free = context.measureText(name).width + 16;
  for (let level = 0; level < levels.length; level += every) {
    const at = x.at(starts[level]!);
    if (at > right - 0.5) break;
    rule(context, [at, top - 3, at, bottom], { colour: theme.reference, width: 0.75, alpha: 0.35 });
    const text = `${level === 0 ? 'σ = ' : ''}${significant(levels[level]!, 2)}`;
    const across = context.measureText(text).width;
    if (at < free || at + across > right) continue;
    context.fillText(text, at + 2, top - 11);
    free = at + across + 14;
  }
  context.restore();
}

/** Up to the present update, with a dot at its end. */
function drawPath({ context }: Sheet, x: Scale, y: Scale, path: Float32Array, pane: PaneReport, colour: string): void {
  const every = Math.max(1, Math.ceil(pane.total / (path.length - 1)));
  const points = Math.min(path.length, Math.floor(pane.completed / every) + 1);
  const ys = path.subarray(0, points);
  const xs = Float32Array.from(ys, (_, i) => Math.min(pane.total, i * every));
  strokeLine(context, [x, y], xs, ys, { colour, width: 1, alpha: 0.9 });
  context.save();
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x.at(xs.at(-1)!), y.at(ys.at(-1)!), 2.4, 0, 2 * Math.PI);
  context.fill();
  context.restore();
}

function drawRelease({ context, theme }: Sheet, left: number, at: number): void {
  context.save();
  context.fillStyle = theme.accent;
  context.beginPath();
  context.moveTo(left + 9, at);
  context.lineTo(left, at - 5);
  context.lineTo(left, at + 5);
  context.closePath();
  context.fill();
  context.restore();
}
