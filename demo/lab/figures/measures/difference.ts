import type { PaneMeasures } from '../../protocol.ts';
import { percent } from '../../words.ts';
import { type Area, fontOf, footHeight } from '../drawing/axes.ts';
import { drawLegend } from '../drawing/legend.ts';
import { createPlate } from '../drawing/plate.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { type Figure, figure } from '../figure.ts';
import { drawDifferenceBars } from './difference_bars.ts';
import { drawDifferenceMap, drawDifferenceScale, gutter as left } from './difference_map.ts';
import { differenceScale, misplaced, misplacedByChance } from './diverging.ts';
import { type JudgedRun, watchJudged } from './judged_run.ts';

const head = 26;
const between = 20;
/** Of a map, in CSS pixels. */
const mostSide = 340;
const barsHeight = 200;
const stripHeight = 30;
/** Of what is of the run before. */
const alphaBefore = 0.5;

/** Where the samples of the last run are too many and too few, beside what should be there. */
export const difference: Figure = figure('difference', 'Samples less what should be there', (element, lab) => {
  let run: JudgedRun | undefined;
  const plate = createPlate({
    ...{ name: 'difference', title: difference.title, label: 'Where there are too many samples and too few' },
    draw,
  });
  const { canvas } = plate;
  element.append(plate.element);

  function draw(sheet: Sheet): void {
    const problem = lab.latest('problem');
    if (!run || !problem) return;
    const { panes, dimension, names } = run;
    const alpha = run.before ? alphaBefore : 1;
    const { areas, top } = layout(sheet, panes.length, dimension);
    if (panes.length > 1) for (const [i, area] of areas.entries()) drawName(sheet, area, names[i] ?? '');
    if (dimension === 1) {
      drawLegend(sheet, [
        { as: 'bars', label: 'samples', colour: sheet.theme.bars },
        { as: 'line', label: 'target', colour: sheet.theme.exact, width: 1.8 },
      ]);
      for (const [i, pane] of panes.entries()) drawDifferenceBars(sheet, areas[i]!, pane, problem, alpha);
      return;
    }
    const scale = Math.max(...panes.map(({ found, expected }) => differenceScale(found, expected)));
    for (const [i, pane] of panes.entries()) drawDifferenceMap(sheet, areas[i]!, { pane, scale, alpha }, problem);
    drawDifferenceScale(sheet, { left, top, right: areas[0]!.right }, scale);
  }

  /** As high as the panes need in this width. */
  function takeRoom(): void {
    if (!run) return;
    const sheet = { width: canvas.element.clientWidth };
    const { top } = layout(sheet, run.panes.length, run.dimension);
    canvas.element.style.height = `${top + stripHeight}px`;
  }

  const widths = new ResizeObserver(takeRoom);
  widths.observe(canvas.element);
  const end = watchJudged(lab, (now) => {
    run = now;
    plate.element.dataset.state = now ? (now.before ? 'before' : 'now') : 'none';
    plate.show(now !== undefined);
    takeRoom();
    plate.say(now ? wordsOf(now) : '');
    canvas.redraw();
  });

  return {
    picture: canvas.picture,
    dispose() {
      end();
      widths.disconnect();
      plate.dispose();
    },
  };
});

/** Panes side by side where there is room, else one above the other; and where they end. */
function layout(
  { width }: { readonly width: number },
  panes: number,
  dimension: 1 | 2,
): { areas: Area[]; top: number } {
  const abreast = panes > 1 && width >= 480;
  const columns = abreast ? panes : 1;
  const across = Math.min(
    (width - (columns - 1) * between) / columns - left - 6,
    dimension === 2 ? mostSide : Number.POSITIVE_INFINITY,
  );
  const down = dimension === 2 ? across : barsHeight;
  const areas = Array.from({ length: panes }, (_, i): Area => {
    const x = left + (abreast ? i * (across + left + between) : 0);
    const y = head + (dimension === 1 ? 20 : 0) + (abreast ? 0 : i * (down + head + footHeight));
    return { left: x, top: y, right: x + across, bottom: y + down };
  });
  return { areas, top: areas.at(-1)!.bottom + footHeight + (dimension === 2 ? 8 : -stripHeight) };
}

/** Above an area, at its right. */
function drawName(sheet: Sheet, { right, top }: Area, name: string): void {
  const { context, theme } = sheet;
  context.save();
  context.font = fontOf(sheet, 11, 600);
  context.fillStyle = theme.ink;
  context.textAlign = 'right';
  context.fillText(name, right, top - 11);
  context.restore();
}

function wordsOf({ panes, before, dimension, names }: JudgedRun): string {
  const sentences = panes.map((pane, i) => {
    const name = panes.length === 1 ? 'Of the samples' : `${names[i] ?? ''}: of the samples`;
    return `${name} ${share(pane)}.`;
  });
  if (dimension === 2) sentences.unshift('Blue: too many samples; orange: too few.');
  if (before) sentences.push('This is of the run before.');
  return sentences.join(' ');
}

function share({ found, expected, apart }: PaneMeasures): string {
  const wrong = `${percent(misplaced(found, expected))} are in the wrong cell`;
  if (apart !== undefined) return `${wrong}; two halves of the file differ by ${percent(apart)}`;
  return `${wrong}; chance alone misplaces about ${percent(misplacedByChance(expected))}`;
}
