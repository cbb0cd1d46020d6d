import type { CurvesReport, ProblemReport } from '../../protocol.ts';
import { significant } from '../../words.ts';
import { type Area, bottomAxis, footHeight, labelsWidth, leftAxis, within } from '../drawing/axes.ts';
import { drawBars, drawRug, mergedCells } from '../drawing/bars.ts';
import { drawLegend, type LegendEntry } from '../drawing/legend.ts';
import { rule, strokeLine } from '../drawing/line.ts';
import { linearScale, type Scale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';

type Problem = ProblemReport | undefined;

/** Particles counted into cells over the interval that is shown. */
export interface Particles {
  readonly counts: Uint32Array;
  readonly particles: number;
  /** Noise level that they are at. */
  readonly sigma: number | undefined;
}

/** Cells of the histogram: few enough that their heights are not noise. */
const mostBars = 80;

export function drawScores(sheet: Sheet, report: CurvesReport, problem: Problem): void {
  const { theme, context } = sheet;
  const { xs, learned, exact } = report;
  const orange = { colour: theme.learned, width: 2.2 };
  const ink = { colour: theme.exact, width: 1.8, dash: [6, 4] };
  const entries: LegendEntry[] = [{ as: 'line', label: 'learned', ...orange }];
  if (exact) entries.push({ as: 'line', label: 'exact', ...ink });
  if (problem) entries.push({ as: 'ticks', label: 'data', colour: theme.accent });
  const reference = exact ?? learned;
  const least = Math.min(0, ...reference);
  const most = Math.max(0, ...reference);
  const margin = 0.12 * (most - least || 1);
  const { area, x, y } = drawFrame(sheet, entries, report, [least - margin, most + margin], {
    across: nameOf(problem),
    upwards: `score ∇ log p(x) at σ = ${significant(report.sigma, 2)}`,
  });
  within(sheet, area, () => {
    rule(context, [area.left, y.at(0), area.right, y.at(0)], { colour: theme.reference, width: 1 });
    if (problem) drawRug(sheet, area, x, problem.shown);
    strokeLine(context, [x, y], xs, learned, orange);
    if (exact) strokeLine(context, [x, y], xs, exact, ink);
  });
}

export function drawDensities(sheet: Sheet, report: CurvesReport, problem: Problem, particles?: Particles): void {
  const { theme, context } = sheet;
  const { xs, learnedDensity, exactDensity, target } = report;
  const orange = { colour: theme.learned, width: 2.2 };
  const ink = { colour: theme.exact, width: 1.8, dash: [6, 4] };
  const dots = { colour: theme.reference, width: 1.4, dash: [2, 3] };
  const entries: LegendEntry[] = [{ as: 'line', label: 'learned', ...orange }];
  if (exactDensity) entries.push({ as: 'line', label: 'exact', ...ink });
  if (target) entries.push({ as: 'line', label: 'target, without noise', ...dots });
  if (particles) {
    const at = particles.sigma === undefined ? '' : ` at σ = ${significant(particles.sigma, 2)}`;
    entries.push({ as: 'bars', label: `particles${at}`, colour: theme.bars });
  }
  if (problem) entries.push({ as: 'ticks', label: 'data', colour: theme.accent });
  // The target, or the exact density, keeps the axis still while the rest moves.
  const most = Math.max(...(target ?? exactDensity ?? learnedDensity), ...(exactDensity ?? []));
  const { area, x, y } = drawFrame(sheet, entries, report, [0, 1.25 * most], {
    across: nameOf(problem),
    upwards: `density at σ = ${significant(report.sigma, 2)}`,
  });
  within(sheet, area, () => {
    if (particles) {
      const counts = mergedCells(particles.counts, mostBars);
      const cell = (xs.at(-1)! - xs[0]!) / counts.length;
      const heights = Float32Array.from(counts, (count) => count / (particles.particles * cell));
      drawBars(sheet, heights, x, y, [xs[0]!, xs.at(-1)!]);
    }
    if (problem) drawRug(sheet, area, x, problem.shown);
    if (target) strokeLine(context, [x, y], xs, target, dots);
    strokeLine(context, [x, y], xs, learnedDensity, orange);
    if (exactDensity) strokeLine(context, [x, y], xs, exactDensity, ink);
  });
}

function drawFrame(
  sheet: Sheet,
  entries: readonly LegendEntry[],
  { xs }: CurvesReport,
  range: readonly [number, number],
  labels: { readonly across: string; readonly upwards: string },
): { area: Area; x: Scale; y: Scale } {
  const top = drawLegend(sheet, entries) + 24;
  const bottom = sheet.height - footHeight;
  const y = linearScale(range, [bottom, top]);
  const area = { left: labelsWidth(sheet, y, bottom - top), top, right: sheet.width - 6, bottom };
  const x = linearScale([xs[0]!, xs.at(-1)!], [area.left, area.right]);
  leftAxis(sheet, area, { scale: y, label: labels.upwards });
  bottomAxis(sheet, area, { scale: x, label: labels.across });
  return { area, x, y };
}

export function nameOf(problem: Problem): string {
  return problem?.names?.[0] ?? 'x';
}
