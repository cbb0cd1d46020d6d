import type { ProblemReport } from '../../protocol.ts';
import { type Area, fontOf, within } from '../drawing/axes.ts';
import { mergedCells } from '../drawing/bars.ts';
import { rule, strokeLine } from '../drawing/line.ts';
import { linearScale, type Scale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import type { Descent, DescentFrame } from './frame.ts';

const mostBars = 80;
const dataBins = 48;

/** The particles of now as bars, and what they are to become as a line: the target where it is known, else the data. */
export function drawEdge(sheet: Sheet, area: Area, y: Scale, { counts, pane }: Descent, frame: DescentFrame): void {
  const { context, theme } = sheet;
  const { left, right, top, bottom } = area;
  const { problem, curves } = frame;
  const [from, to] = problem.extent[0]!;
  const bars = mergedCells(counts, mostBars);
  const cell = (to - from) / bars.length;
  const aim = curves?.target ? { xs: curves.xs, densities: curves.target } : densityOfData(problem);
  const x = linearScale([0, 1.3 * Math.max(...aim.densities)], [left, right]);
  within(sheet, area, () => {
    context.fillStyle = theme.bars;
    context.beginPath();
    for (const [i, count] of bars.entries()) {
      const head = y.at(from + (i + 1) * cell);
      const across = x.at(count / (pane.particles * cell)) - left;
      if (count > 0) context.rect(left, head, across, y.at(from + i * cell) - head + 0.3);
    }
    context.fill();
    strokeLine(context, [x, y], aim.densities, aim.xs, { colour: theme.exact, width: 1.6 });
  });
  rule(context, [left, top, left, bottom], { colour: theme.reference, width: 1 });
  context.save();
  context.font = fontOf(sheet, 10);
  context.textBaseline = 'top';
  context.fillStyle = theme.muted;
  context.fillText('now', left, bottom + 22);
  context.textAlign = 'right';
  context.fillStyle = theme.exact;
  context.fillText(curves?.target ? 'target' : 'data', right, bottom + 22);
  context.restore();
}

function densityOfData({ extent, shown }: ProblemReport): { xs: Float32Array; densities: Float32Array } {
  const [from, to] = extent[0]!;
  const cell = (to - from) / dataBins;
  const densities = new Float32Array(dataBins);
  for (const value of shown) {
    const bin = Math.floor((value - from) / cell);
    if (bin >= 0 && bin < dataBins) densities[bin]! += 1 / (shown.length * cell);
  }
  return { xs: densities.map((_, bin) => from + (bin + 0.5) * cell), densities };
}
