import type { PaneMeasures, ProblemReport } from '../../protocol.ts';
import { nameOf } from '../curves/curve_plots.ts';
import { type Area, bottomAxis, leftAxis, within } from '../drawing/axes.ts';
import { drawBars } from '../drawing/bars.ts';
import { strokeLine } from '../drawing/line.ts';
import { linearScale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { gutter } from './difference_map.ts';

/** Samples in cells of one dimension, and how many the target would have there. */
export function drawDifferenceBars(
  sheet: Sheet,
  area: Area,
  { found, expected }: PaneMeasures,
  problem: ProblemReport,
  alpha: number,
): void {
  const extent = problem.extent[0]!;
  const x = linearScale(extent, [area.left, area.right]);
  const y = linearScale([0, 1.06 * Math.max(1, ...found, ...expected)], [area.bottom, area.top]);
  leftAxis(sheet, area, { scale: y, label: 'samples in a cell' }, area.left - gutter);
  within(sheet, area, () => {
    sheet.context.globalAlpha = alpha;
    drawBars(sheet, found, x, y, extent);
    const cell = (extent[1] - extent[0]) / expected.length;
    const centres = Float32Array.from(expected, (_, i) => extent[0] + (i + 0.5) * cell);
    strokeLine(sheet.context, [x, y], centres, expected, { colour: sheet.theme.exact, width: 1.8 });
  });
  bottomAxis(sheet, area, { scale: x, label: nameOf(problem) });
}
