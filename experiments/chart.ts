/** A line of a chart: points (x, y), both above 0. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const width = 520;
const height = 380;
const margin = { left: 58, right: 150, top: 40, bottom: 50 };
const colours = ['#2457c5', '#c2571a', '#2a8f5d', '#8a4fb0', '#b0324d', '#5d6b7a', '#a8861d', '#1f8fa3', '#6b4226'];

/** Charts side by side as SVG, both axes logarithmic, with a dashed line at y = 1: the floor. The title of the whole is read, not shown. */
export function charts(
  all: readonly { readonly title: string; readonly lines: readonly Line[] }[],
  { title, x, y }: { readonly title: string; readonly x: string; readonly y: string },
): string {
  const drawn = all.map(
    ({ title, lines }, i) => `<g transform="translate(${i * width} 0)">${chart(title, lines, { x, y })}</g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${all.length * width}" height="${height}" viewBox="0 0 ${all.length * width} ${height}" ` +
    `font-family="sans-serif" font-size="12"><title>${title}</title><rect width="100%" height="100%" fill="white"/>\n${drawn.join('\n')}\n</svg>\n`
  );
}

function chart(title: string, lines: readonly Line[], names: { x: string; y: string }): string {
  const points = lines.flatMap(({ points }) => points);
  const x = axis(
    points.map(([x]) => x),
    margin.left,
    width - margin.right,
  );
  const y = axis([0.8, ...points.map(([, y]) => y)], height - margin.bottom, margin.top);
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  return [
    `<text x="${margin.left}" y="22" font-weight="bold">${title}</text>`,
    ...x.ticks.map(
      (value) =>
        `<line x1="${x.at(value)}" y1="${margin.top}" x2="${x.at(value)}" y2="${bottom}" stroke="#e4e4e8"/>` +
        `<text x="${x.at(value)}" y="${bottom + 16}" text-anchor="middle">${value}</text>`,
    ),
    ...y.ticks.map(
      (value) =>
        `<line x1="${margin.left}" y1="${y.at(value)}" x2="${right}" y2="${y.at(value)}" stroke="#e4e4e8"/>` +
        `<text x="${margin.left - 6}" y="${y.at(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    `<line x1="${margin.left}" y1="${y.at(1)}" x2="${right}" y2="${y.at(1)}" stroke="#333" stroke-dasharray="5 4"/>`,
    `<text x="${right - 4}" y="${y.at(1) + 14}" text-anchor="end">floor</text>`,
    `<text x="${(margin.left + right) / 2}" y="${height - 14}" text-anchor="middle">${names.x}</text>`,
    `<text transform="translate(16 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${names.y}</text>`,
    ...lines.flatMap(({ name, points }, i) => {
      const colour = colours[i % colours.length]!;
      const path = points.map(([a, b]) => `${x.at(a)},${y.at(b)}`).join(' ');
      const marks = points.map(([a, b]) => `<circle cx="${x.at(a)}" cy="${y.at(b)}" r="3" fill="${colour}"/>`);
      const legend = margin.top + 10 + 18 * i;
      return [
        `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.6"/>${marks.join('')}`,
        `<circle cx="${right + 14}" cy="${legend}" r="4" fill="${colour}"/><text x="${right + 24}" y="${legend + 4}">${name}</text>`,
      ];
    }),
  ].join('\n');
}

/** A logarithmic axis with ticks at 1, 2 and 5 times powers of ten. */
function axis(values: readonly number[], start: number, end: number) {
  const [least, most] = [Math.min(...values) / 1.1, Math.max(...values) * 1.1];
  const at = (value: number): number =>
    Math.round(10 * (start + (Math.log(value / least) / Math.log(most / least)) * (end - start))) / 10;
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    for (const digit of [1, 2, 5]) {
      const value = Number((digit * 10 ** power).toPrecision(3));
      if (value >= least && value <= most) ticks.push(value);
    }
  }
  return { at, ticks };
}
