import type { TrainingReport } from '../../protocol.ts';
import { significant } from '../../words.ts';
import { type Area, bottomAxis, footHeight, labelsWidth, leftAxis, within } from '../drawing/axes.ts';
import { drawLegend, type LegendEntry } from '../drawing/legend.ts';
import { rule, strokeLine } from '../drawing/line.ts';
import { linearScale, logScale, type Scale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { columnsOf, rangeOf, smoothed } from '../drawing/thin.ts';

/** Part of the width over which the line is a mean, on each side. */
const reach = 0.012;
const bandAlpha = 0.75;

/** Draws the losses; gives the scale of the steps, so that a pointer can be understood. */
export function drawLoss(sheet: Sheet, report: TrainingReport, step: number): Scale {
  const { context, width, height, theme } = sheet;
  const { losses, steps, optimum, frames } = report;
  const entries: LegendEntry[] = [
    { as: 'bars', label: 'each step', colour: theme.bars, alpha: bandAlpha },
    { as: 'line', label: 'mean of neighbouring steps', colour: theme.learned, width: 2.2 },
  ];
  if (optimum !== undefined) {
    const label = `least possible on average ${significant(optimum)}`;
    entries.push({ as: 'line', label, colour: theme.exact, dash: [6, 4], width: 1.4 });
  }
  const top = drawLegend(sheet, entries) + 24;
  const bottom = height - footHeight;

  const columns = columnsOf(losses, steps, Math.min(steps, Math.max(1, Math.round(width - 48))));
  const line = smoothed(columns, Math.max(2, Math.round(reach * columns.count.length)));
  const { range, log } = rangeOf(columns, line);
  const y = scaleOf(range, log, optimum, [bottom, top]);
  const area: Area = { left: labelsWidth(sheet, y, bottom - top), top, right: width - 6, bottom };
  const x = linearScale([0, steps], [area.left, area.right]);
  const place = linearScale([0, columns.count.length], [area.left, area.right]);

  leftAxis(sheet, area, { scale: y, label: log ? 'loss, logarithmic' : 'loss' });
  within(sheet, area, () => {
    const xs = Float32Array.from(line, (_, column) => column + 0.5);
    // A step may have a column of its own, or many share one.
    if (columns.count.length < steps) drawBand(sheet, columns, place, y);
    else strokeLine(context, [place, y], xs, columns.most, { colour: theme.bars, width: 1 });
    strokeLine(context, [place, y], xs, line, { colour: theme.learned, width: 2.2 });
    if (optimum !== undefined) {
      const at = y.at(optimum);
      rule(context, [area.left, at, area.right, at], { colour: theme.exact, dash: [6, 4], width: 1.4 });
    }
  });
  bottomAxis(sheet, area, { scale: x, label: 'training step' });
  for (const frame of frames) {
    rule(context, [x.at(frame), bottom, x.at(frame), bottom - 5], { colour: theme.muted, width: 1, alpha: 0.7 });
  }
  const at = x.at(step);
  rule(context, [at, area.top, at, bottom], { colour: theme.accent, width: 1.5 });
  const column = Math.min(line.length - 1, Math.max(0, Math.round(place.invert(at) - 1)));
  const value = line[column]!;
  if (Number.isFinite(value)) drawDot(sheet, at, Math.max(top, y.at(value)));
  return x;
}

function scaleOf(
  [low, high]: readonly [number, number],
  log: boolean,
  optimum: number | undefined,
  places: readonly [number, number],
): Scale {
  const least = Math.min(low, optimum ?? low);
  if (log && least > 0) return logScale([least / 1.08, high * 1.08], places);
  const margin = 0.05 * (high - least);
  return linearScale([Math.min(least, Math.max(0, least - margin)), high + margin], places);
}

/** Pale, from the smallest to the largest loss of each column. */
function drawBand(
  { context, theme }: Sheet,
  { least, most, count }: ReturnType<typeof columnsOf>,
  x: Scale,
  y: Scale,
): void {
  context.save();
  context.strokeStyle = theme.bars;
  context.globalAlpha *= bandAlpha;
  context.lineWidth = Math.max(1, x.at(1) - x.at(0));
  context.beginPath();
  for (let column = 0; column < count.length; column++) {
    if (count[column] === 0) continue;
    const at = x.at(column + 0.5);
    const foot = y.at(Math.max(least[column]!, Number.MIN_VALUE));
    const head = y.at(Math.max(most[column]!, Number.MIN_VALUE));
    context.moveTo(at, Math.max(foot, head + 1.5));
    context.lineTo(at, head);
  }
  context.stroke();
  context.restore();
}

function drawDot({ context, theme }: Sheet, x: number, y: number): void {
  context.save();
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  context.fillStyle = theme.accent;
  context.strokeStyle = theme.surface;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
  context.restore();
}
