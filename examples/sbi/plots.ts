import type { CalibrationRanks, ExpectedCoverage, RankBin } from '../../src/index.ts';
import type { Calibration } from './judge.ts';

const width = 280;
const height = 230;
const margin = { left: 40, right: 14, top: 30, bottom: 42 };
const colours = ['#2457c5', '#c2571a', '#2a8f5d', '#8a4fb0', '#b0324d', '#5d6b7a', '#a8861d', '#1f8fa3', '#6b4226'];

/** A picture with two axes that start at 0. Its marks are placed by shares of their lengths. */
interface Panel {
  readonly title: string;
  readonly names: readonly [x: string, y: string];
  /** At the ends of the axes. */
  readonly ends: readonly [x: string, y: string];
  marks(at: (x: number, y: number) => string): readonly string[];
}

/** How well posteriors of a task are calibrated, as SVG: histograms of ranks, and coverage against credibility, each over the band of right posteriors. */
export function calibrationPlot(task: string, { ranks, coverage }: Calibration): string {
  const panels = [ranksPanel(ranks), coveragePanel(coverage)];
  const drawn = panels.map((panel, i) => `<g transform="translate(${i * width} 0)">\n${panelOf(panel)}\n</g>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * width}" height="${height}" viewBox="0 0 ${2 * width} ${height}" ` +
    `font-family="sans-serif" font-size="11"><title>${task}: ranks of the true parameters among posterior draws, and coverage, ` +
    `over the bands of 95 % of right posteriors</title><rect width="100%" height="100%" fill="white"/>\n${drawn.join('\n')}\n</svg>\n`
  );
}

function panelOf({ title, names, ends, marks }: Panel): string {
  const { left, top } = margin;
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const at = (x: number, y: number): string =>
    `${tenth(left + x * (right - left))},${tenth(bottom - y * (bottom - top))}`;
  return [
    `<text x="${left}" y="18" font-weight="bold">${title}</text>`,
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="#c8c8ce"/>`,
    ...marks(at),
    `<text x="${left}" y="${bottom + 15}">0</text>`,
    `<text x="${right}" y="${bottom + 15}" text-anchor="end">${ends[0]}</text>`,
    `<text x="${left - 5}" y="${bottom}" text-anchor="end">0</text>`,
    `<text x="${left - 5}" y="${top + 8}" text-anchor="end">${ends[1]}</text>`,
    `<text x="${(left + right) / 2}" y="${height - 10}" text-anchor="middle">${names[0]}</text>`,
    `<text transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${names[1]}</text>`,
  ].join('\n');
}

/** A line for each parameter. */
function ranksPanel({ columns, draws }: CalibrationRanks): Panel {
  const bins = columns[0]!.bins;
  const top = 1.1 * Math.max(...columns.flatMap(({ bins }) => bins.flatMap(({ count, most }) => [count, most])));
  const edges = [...bins.map(({ from }) => from / (draws + 1)), 1];
  return {
    title: 'Ranks',
    names: ['rank', 'simulations'],
    ends: [String(draws), String(Math.round(top))],
    marks(at) {
      const steps = (of: (bin: RankBin) => number, all: readonly RankBin[] = bins): string[] =>
        all.flatMap((bin, i) => [at(edges[i]!, of(bin) / top), at(edges[i + 1]!, of(bin) / top)]);
      const band = [...steps(({ most }) => most), ...steps(({ least }) => least).reverse()];
      return [
        `<polygon points="${band.join(' ')}" fill="#e4e4e8"/>`,
        ...columns.map(({ bins }, j) => {
          const line = steps(({ count }) => count, bins);
          return `<polyline points="${line.join(' ')}" fill="none" stroke="${colours[j % colours.length]}" stroke-width="1.3"/>`;
        }),
      ];
    },
  };
}

function coveragePanel({ credibility, coverage, least, most }: ExpectedCoverage): Panel {
  return {
    title: 'Coverage',
    names: ['credibility', 'coverage'],
    ends: ['1', '1'],
    marks(at) {
      const line = (shares: Float64Array): string[] => Array.from(shares, (share, k) => at(credibility[k]!, share));
      return [
        `<polygon points="${[...line(most), ...line(least).reverse()].join(' ')}" fill="#e4e4e8"/>`,
        `<polyline points="${at(0, 0)} ${at(1, 1)}" fill="none" stroke="#333" stroke-dasharray="5 4"/>`,
        `<polyline points="${line(coverage).join(' ')}" fill="none" stroke="${colours[0]}" stroke-width="1.6"/>`,
      ];
    },
  };
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
