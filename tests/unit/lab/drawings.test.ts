import { describe, expect, test } from 'vitest';
import { drawDensities, drawScores } from '../../../demo/lab/figures/curves/curve_plots.ts';
import { createDescentColumns } from '../../../demo/lab/figures/descent/columns.ts';
import type { DescentImage } from '../../../demo/lab/figures/descent/image.ts';
import { drawDescent } from '../../../demo/lab/figures/descent/plot.ts';
import type { Sheet, Theme } from '../../../demo/lab/figures/drawing/sheet.ts';
import { createSvg } from '../../../demo/lab/figures/drawing/svg/pen.ts';
import { drawLadder } from '../../../demo/lab/figures/ladder/ladder_plot.ts';
import { drawLoss } from '../../../demo/lab/figures/loss/loss_plot.ts';
import { drawDifferenceBars } from '../../../demo/lab/figures/measures/difference_bars.ts';
import { drawDifferenceScale } from '../../../demo/lab/figures/measures/difference_map.ts';
import type { CurvesReport, PaneReport, ProblemReport, TrainingReport } from '../../../demo/lab/protocol.ts';
import { uniforms } from './uniforms.ts';
import { allOf, type Node, parseXml } from './xml.ts';

const theme: Theme = {
  ...{ dark: false, surface: '#ffffff', raised: '#f6f7f9', ink: '#1b1f26', muted: '#59616e', grid: '#e3e6ea' },
  ...{ accent: '#1d5fa8', exact: '#1b1f26', learned: '#d4500c', bars: '#a9c4e4', reference: '#6b7480' },
  ...{ range: '#ebf0f6', font: 'system-ui, sans-serif' },
};

const xs = Float32Array.from({ length: 60 }, (_, i) => -6 + (12 * i) / 59);
const bell = xs.map((x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI));
const curves: CurvesReport = {
  ...{ kind: 'curves', sigma: 0.5, xs, learned: xs.map((x) => -0.8 * x), learnedDensity: bell },
  ...{ exact: xs.map((x) => -x), exactDensity: bell, target: bell },
};
const problem: ProblemReport = {
  ...{ kind: 'problem', dimension: 1, extent: [[-6, 6]], exact: 'score', points: 100, names: undefined },
  ...{ shown: uniforms(100), notes: [], columns: undefined },
};
const pane: PaneReport = {
  ...{ method: 'langevin', score: 'learned', completed: 20, total: 40, end: 0, level: 2, particles: 1000 },
  ...{ levels: [2, 1, 0.5, 0.25], starts: [0, 10, 20, 30] },
};
const training = (steps: number, losses: Float32Array, optimum?: number): TrainingReport => ({
  ...{ kind: 'training', step: losses.length, steps, playing: false, from: 0, losses, optimum },
  ...{ stepsPerSecond: 0, frames: [0, 4, 8], given: undefined },
});
const image: DescentImage = {
  columns: createDescentColumns(40, 60),
  canvas: () => ({ width: 41, height: 60, toDataURL: () => 'data:,' }) as HTMLCanvasElement,
  changed: () => {},
};
const counts = new Uint32Array(60).fill(10);
const descent = { pane, image, counts, paths: [Float32Array.from({ length: 41 }, (_, i) => i / 20)] };

const drawings: Record<string, (sheet: Sheet) => void> = {
  'loss of a few steps': (sheet) => void drawLoss(sheet, training(50, uniforms(20), 0.5), 20),
  'loss of a million steps': (sheet) => void drawLoss(sheet, training(1_000_000, uniforms(1_000_000), 0.5), 8),
  'loss before the first step': (sheet) => void drawLoss(sheet, training(50, new Float32Array()), 0),
  score: (sheet) => drawScores(sheet, curves, problem),
  'score of a file': (sheet) =>
    drawScores(sheet, { ...curves, exact: undefined, exactDensity: undefined, target: undefined }, problem),
  density: (sheet) => drawDensities(sheet, curves, problem, { counts, particles: 600, sigma: 0.5 }),
  ladder: (sheet) =>
    void drawLadder(sheet, [pane, { ...pane, completed: 40 }], { sigmaFrom: 2, sigmaTo: 0.25, looked: 0.7 }),
  'ladder before there are particles': (sheet) =>
    void drawLadder(sheet, [], { sigmaFrom: 2, sigmaTo: 0.25, looked: 2 }),
  descent: (sheet) =>
    void drawDescent(sheet, { left: 36, top: 34, right: sheet.width, bottom: 200 }, descent, {
      problem,
      curves,
      released: 1,
    }),
  'descent of a file': (sheet) =>
    void drawDescent(sheet, { left: 36, top: 34, right: sheet.width, bottom: 200 }, descent, {
      ...{ problem: { ...problem, names: ['petal length'] }, curves: undefined, released: undefined },
    }),
  'bars of a difference': (sheet) =>
    drawDifferenceBars(sheet, { left: 44, top: 40, right: sheet.width, bottom: 200 }, measures, problem, 0.5),
  'scale of a difference': (sheet) => drawDifferenceScale(sheet, { left: 44, top: 200, right: sheet.width }, 12),
};
const measures = {
  ...{
    measures: [],
    weights: [],
    words: [],
    side: 60,
    found: new Float32Array(60).fill(9),
    expected: new Float32Array(60).fill(10),
    apart: undefined,
  },
};

function drawn(draw: (sheet: Sheet) => void, width: number): Node {
  const { pen, text } = createSvg(width, 240, '');
  draw({ context: pen, width, height: 240, theme });
  return parseXml(text());
}

const texts = (svg: Node): string[] => allOf(svg, 'text').map(({ text }) => text);

describe.each(Object.keys(drawings))('the drawing "%s"', (name) => {
  test.each([280, 900])(
    'is a file of lines, %i pixels wide, in the colours of the page and with all its text inside',
    (width) => {
      const svg = drawn(drawings[name]!, width);
      expect(texts(svg).length).toBeGreaterThan(0);
      const inks = new Set(Object.values(theme));
      for (const { attributes } of [...allOf(svg, 'path'), ...allOf(svg, 'text')]) {
        for (const paint of [attributes.fill, attributes.stroke]) {
          if (paint && paint !== 'none' && !paint.startsWith('rgb')) expect(inks).toContain(paint);
        }
        expect(attributes.d ?? '').not.toMatch(/NaN|Infinity/);
      }
      for (const { attributes, text } of allOf(svg, 'text')) {
        // Letters are taken to be 0.55 of their size wide, where there is no canvas.
        const across = 0.55 * Number(attributes['font-size']) * text.length;
        const part = { middle: 0.5, end: 1 }[attributes['text-anchor'] ?? ''] ?? 0;
        const left = Number(attributes.x) - part * across;
        expect(left, text).toBeGreaterThanOrEqual(-1);
        expect(left + across, text).toBeLessThanOrEqual(width + 1);
      }
    },
  );
});

test('the loss says the least that is possible, and is logarithmic where it falls far', () => {
  const falling = Float32Array.from({ length: 400 }, (_, i) => 0.5 + 400 * 0.97 ** i);
  expect(texts(drawn((sheet) => void drawLoss(sheet, training(400, falling, 0.5), 400), 600))).toEqual(
    expect.arrayContaining(['least possible on average 0.500', 'loss, logarithmic', 'training step']),
  );
  const without = texts(
    drawn(
      (sheet) =>
        void drawLoss(
          sheet,
          training(
            400,
            uniforms(400).map((u) => 1 + u),
          ),
          400,
        ),
      600,
    ),
  );
  expect(without).toContain('loss');
  expect(without.some((text) => text.startsWith('least'))).toBe(false);
});

test('a place on the loss is a step, and one on the ladder a noise level', () => {
  let step: number | undefined;
  let sigma: number | undefined;
  drawn((sheet) => {
    const x = drawLoss(sheet, training(400, uniforms(400)), 400);
    step = x.invert(x.at(300));
  }, 600);
  drawn((sheet) => {
    const x = drawLadder(sheet, [pane], { sigmaFrom: 2, sigmaTo: 0.25, looked: 0.7 });
    expect(x.at(2)).toBeLessThan(x.at(0.25));
    sigma = x.invert(x.at(0.7));
  }, 600);
  expect(step).toBeCloseTo(300, 9);
  expect(sigma).toBeCloseTo(0.7, 9);
});

test('of the levels those that were descended are dark, one is lit, and those to come are pale', () => {
  const svg = drawn((sheet) => void drawLadder(sheet, [pane], { sigmaFrom: 2, sigmaTo: 0.25, looked: 0.7 }), 600);
  const strokes = allOf(svg, 'path').map(({ attributes }) => attributes.stroke);
  expect(strokes.slice(0, 4)).toEqual([theme.exact, theme.exact, theme.accent, theme.bars]);
});
