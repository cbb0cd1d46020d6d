import type { PaneReport } from '../../protocol.ts';
import { significant } from '../../words.ts';
import { type Area, bottomAxis, fontOf, footHeight } from '../drawing/axes.ts';
import { rule } from '../drawing/line.ts';
import { logScale, type Scale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';

/** What the ladder shows beside the levels. */
export interface LadderFrame {
  readonly sigmaFrom: number;
  readonly sigmaTo: number;
  /** σ that is looked at. */
  readonly looked: number;
}

const head = 26;
const rowHeight = 30;
const bar = 16;
const barOfPresent = 24;

export const ladderHeight = (rows: number): number => head + Math.max(1, rows) * rowHeight + footHeight;

/** Draws a row of levels for each pane, the largest σ at the left; gives the scale of σ, so that a pointer can be understood. */
export function drawLadder(
  sheet: Sheet,
  panes: readonly PaneReport[],
  { sigmaFrom, sigmaTo, looked }: LadderFrame,
): Scale {
  const { width, height } = sheet;
  const area: Area = { left: 10, top: head, right: width - 10, bottom: height - footHeight };
  const all = panes.flatMap(({ levels }) => levels.filter((level) => level > 0));
  const domain = [Math.max(sigmaFrom, ...all), Math.min(sigmaTo, ...all)] as const;
  const x = logScale(domain, [area.left, area.right]);
  for (const [i, pane] of panes.entries()) drawRow(sheet, x, area.top + (i + 0.5) * rowHeight, pane);
  bottomAxis(sheet, area, { scale: x, label: 'noise level σ, in units of the data' });
  drawLooked(sheet, x.at(looked), area, `looking at σ = ${significant(looked, 2)}`);
  return x;
}

/** Levels that were descended are dark, the present one is lit, those to come are pale. */
function drawRow(
  { context, theme }: Sheet,
  x: Scale,
  middle: number,
  { levels, level, completed, total }: PaneReport,
): void {
  const done = completed >= total;
  const gap = levels.length > 1 ? Math.abs(x.at(levels[1]!) - x.at(levels[0]!)) : 8;
  const width = Math.max(1, Math.min(4, 0.5 * gap));
  for (const [i, sigma] of levels.entries()) {
    if (!(sigma > 0)) continue;
    const present = i === level && !done;
    const colour = present ? theme.accent : i < level || done ? theme.exact : theme.bars;
    const half = (present ? barOfPresent : bar) / 2;
    const at = x.at(sigma);
    rule(context, [at, middle - half, at, middle + half], { colour, width: present ? Math.max(3, width) : width });
  }
}

function drawLooked(sheet: Sheet, at: number, { left, top, right, bottom }: Area, label: string): void {
  const { context, theme } = sheet;
  rule(context, [at, top - 2, at, bottom], { colour: theme.learned, width: 1.2 });
  context.save();
  context.fillStyle = theme.learned;
  context.beginPath();
  context.moveTo(at, top - 1);
  context.lineTo(at - 6, top - 11);
  context.lineTo(at + 6, top - 11);
  context.closePath();
  context.fill();
  context.font = fontOf(sheet);
  context.fillStyle = theme.muted;
  context.textBaseline = 'middle';
  // At its right, unless there is no room.
  const fits = at + 12 + context.measureText(label).width <= right;
  context.textAlign = fits ? 'left' : 'right';
  context.fillText(label, fits ? at + 11 : Math.max(at - 11, left), top - 8);
  context.restore();
}
