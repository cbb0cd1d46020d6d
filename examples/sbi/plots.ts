import type { ExpectedCoverage, Uniformity } from '../../src/index.ts';

const width = 250;
const height = 230;
const margin = { left: 40, right: 14, top: 30, bottom: 42 };
const colours = ['#2457c5', '#c2571a', '#2a8f5d', '#8a4fb0', '#b0324d', '#5d6b7a', '#a8861d', '#1f8fa3', '#6b4226'];

/** A panel: its title, and the marks in it, in shares of its width and height from below. */
type Draw = (at: (x: number, y: number) => string) => readonly string[];

/** Panels side by side as SVG. The title of the whole is read, not shown. */
function sheet(
  panels: readonly {
    readonly title: string;
    readonly draw: Draw;
    readonly ticks: readonly (readonly [string, string])[];
  }[],
  names: { readonly title: string; readonly x: string; readonly y: string },
): string {
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const at = (x: number, y: number): string =>
    `${tenth(margin.left + x * (right - margin.left))},${tenth(bottom - y * (bottom - margin.top))}`;
  const drawn = panels.map(({ title, draw, ticks }, i) => {
    const [first, last] = ticks as [readonly [string, string], readonly [string, string]];
    return [
      `<g transform="translate(${i * width} 0)">`,
      `<text x="${margin.left}" y="18" font-weight="bold">${title}</text>`,
      `<rect x="${margin.left}" y="${margin.top}" width="${right - margin.left}" height="${bottom - margin.top}" fill="none" stroke="#c8c8ce"/>`,
      ...draw(at),
      `<text x="${margin.left}" y="${bottom + 15}" text-anchor="middle">${first[0]}</text><text x="${right}" y="${bottom + 15}" text-anchor="middle">${last[0]}</text>`,
      `<text x="${margin.left - 5}" y="${bottom}" text-anchor="end">${first[1]}</text><text x="${margin.left - 5}" y="${margin.top + 8}" text-anchor="end">${last[1]}</text>`,
      `<text x="${(margin.left + right) / 2}" y="${height - 10}" text-anchor="middle">${names.x}</text>`,
      `<text transform="translate(12 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${names.y}</text>`,
      '</g>',
    ].join('\n');
  });
  const whole = `${panels.length * width} ${height}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${panels.length * width}" height="${height}" viewBox="0 0 ${whole}" ` +
    `font-family="sans-serif" font-size="11"><title>${names.title}</title><rect width="100%" height="100%" fill="white"/>\n${drawn.join('\n')}\n</svg>\n`
  );
}

/** Histograms of ranks, a line for each parameter, over the band of right posteriors. */
export function ranksPlot(
  panels: readonly { readonly title: string; readonly columns: readonly Uniformity[]; readonly draws: number }[],
): string {
  return sheet(
    panels.map(({ title, columns, draws }) => {
      const bars = columns.flatMap(({ bins }) => bins);
      const most = 1.1 * Math.max(...bars.map(({ count, most }) => Math.max(count, most)));
      const edges = (bins: Uniformity['bins']): number[] => [...bins.map(({ from }) => from / (draws + 1)), 1];
      const steps = (bins: Uniformity['bins'], of: (bin: Uniformity['bins'][number]) => number) =>
        bins.flatMap((bin, i) => [edges(bins)[i]!, edges(bins)[i + 1]!].map((x) => [x, of(bin) / most] as const));
      return {
        title,
        ticks: [
          ['0', '0'],
          [String(draws), String(Math.round(most))],
        ],
        draw: (at) => {
          const { bins } = columns[0]!;
          const line = (points: readonly (readonly [number, number])[]) => points.map(([x, y]) => at(x, y)).join(' ');
          const band = [...steps(bins, ({ most }) => most), ...steps(bins, ({ least }) => least).reverse()];
          return [
            `<polygon points="${line(band)}" fill="#e4e4e8"/>`,
            ...columns.map(
              ({ bins }, j) =>
                `<polyline points="${line(steps(bins, ({ count }) => count))}" fill="none" stroke="${colours[j % colours.length]}" stroke-width="1.3"/>`,
            ),
          ];
        },
      };
    }),
    {
      title: 'Ranks of the true parameters among posterior draws, and the band of 95 % of right posteriors, by task',
      ...{ x: 'rank', y: 'simulations' },
    },
  );
}

/** Coverage against credibility, over the band of right posteriors and the dashed diagonal. */
export function coveragePlot(
  panels: readonly { readonly title: string; readonly coverage: ExpectedCoverage }[],
): string {
  return sheet(
    panels.map(({ title, coverage: { credibility, coverage, least, most } }) => ({
      title,
      ticks: [
        ['0', '0'],
        ['1', '1'],
      ],
      draw: (at) => {
        const line = (ys: Float64Array) => Array.from(ys, (y, k) => at(credibility[k]!, y));
        return [
          `<polygon points="${[...line(most), ...line(least).reverse()].join(' ')}" fill="#e4e4e8"/>`,
          `<polyline points="${at(0, 0)} ${at(1, 1)}" fill="none" stroke="#333" stroke-dasharray="5 4"/>`,
          `<polyline points="${line(coverage).join(' ')}" fill="none" stroke="${colours[0]}" stroke-width="1.6"/>`,
        ];
      },
    })),
    {
      title:
        'Share of true parameters within regions of each credibility, and the band of 95 % of right posteriors, by task',
      ...{ x: 'credibility', y: 'coverage' },
    },
  );
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
