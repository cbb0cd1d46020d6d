/** What is known of a function along a line, and what it is. */
export interface Band {
  readonly title: string;
  /** Places on the axis that are marked: the data. */
  readonly marks: readonly number[];
  readonly curve: readonly {
    readonly x: number;
    readonly exact: number;
    readonly mean: number;
    readonly deviation: number;
  }[];
}

const width = 360;
const height = 300;
const margin = { left: 40, right: 12, top: 34, bottom: 34 };
const colour = '#2457c5';

/** Panels side by side as SVG: a band of two deviations about the mean, and dashed what is exact. The title is read, not shown. */
export function bands(panels: readonly Band[], title: string): string {
  const most = Math.ceil(Math.max(...panels.flatMap(({ curve }) => curve.map(({ exact }) => 1.6 * Math.abs(exact)))));
  const drawn = panels.map((panel, i) => `<g transform="translate(${i * width} 0)">${panelOf(panel, most, i)}</g>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${panels.length * width}" height="${height}" viewBox="0 0 ${panels.length * width} ${height}" ` +
    `font-family="sans-serif" font-size="12"><title>${title}</title><rect width="100%" height="100%" fill="white"/>\n${drawn.join('\n')}\n</svg>\n`
  );
}

function panelOf({ title, marks, curve }: Band, most: number, number: number): string {
  const [from, to] = [curve[0]!.x, curve.at(-1)!.x];
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const x = (value: number) => tenth(margin.left + ((value - from) / (to - from)) * (right - margin.left));
  const y = (value: number) => tenth(bottom - ((value + most) / (2 * most)) * (bottom - margin.top));
  const line = (of: (at: Band['curve'][number]) => number) => curve.map((at) => `${x(at.x)},${y(of(at))}`);
  const upper = line(({ mean, deviation }) => mean + 2 * deviation);
  const lower = line(({ mean, deviation }) => mean - 2 * deviation).reverse();
  const ticks = [-1, -0.5, 0, 0.5, 1].map((part) => part * most);
  const places = Array.from({ length: 5 }, (_, i) => from + (i * (to - from)) / 4);
  const inside = new Set(marks.filter((mark) => mark >= from && mark <= to).map(x));
  return [
    `<clipPath id="panel${number}"><rect x="${margin.left}" y="${margin.top}" width="${right - margin.left}" height="${bottom - margin.top}"/></clipPath>`,
    `<text x="${margin.left}" y="20" font-weight="bold">${title}</text>`,
    ...ticks.map(
      (value) =>
        `<line x1="${margin.left}" y1="${y(value)}" x2="${right}" y2="${y(value)}" stroke="#e4e4e8"/>` +
        `<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    ...places.map((value) => `<text x="${x(value)}" y="${bottom + 24}" text-anchor="middle">${value}</text>`),
    `<path d="${[...inside].map((place) => `M${place} ${bottom}v8`).join('')}" stroke="#c2571a"/>`,
    `<g clip-path="url(#panel${number})">`,
    `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colour}" fill-opacity="0.25"/>`,
    `<polyline points="${line(({ mean }) => mean).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
    `<polyline points="${line(({ exact }) => exact).join(' ')}" fill="none" stroke="#333" stroke-dasharray="5 4"/>`,
    '</g>',
  ].join('\n');
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
