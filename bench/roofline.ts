import { type Figure, limitsOf, peakOf } from './measure.ts';
import type { Report } from './report.ts';

// The picture, in pixels: the plot stands between these margins.
const width = 760;
const height = 480;
const margin = { left: 70, right: 34, top: 52, bottom: 56 };

/**
 * A roofline (Williams, Waterman and Patterson 2009) as SVG: useful arithmetic a second over operations for each compulsory
 * byte, both axes logarithmic, under the two limits that hold for the first figure. @throws Error when the report has no limits or
 * figures.
 */
export function roofline({ figures, limits: all, place }: Report): string {
  const limits = figures[0] && limitsOf(figures[0], all);
  const points = figures.filter((figure) => limits && figure.limits === limits.of);
  if (!limits) throw new Error('a roofline needs figures and their limits, so an engine that is not the CPU');
  const peak = peakOf(limits);
  const bandwidth = limits.bandwidth.median;
  const intensities = points.map(intensityOf);
  const rates = points.map(arithmeticOf);
  const x = axis(
    Math.min(...intensities, peak / bandwidth),
    Math.max(...intensities),
    margin.left,
    width - margin.right,
  );
  const y = axis(Math.min(...rates), peak, height - margin.bottom, margin.top);
  const ridge = Math.max(10 ** x.from, peak / bandwidth);
  const roof = [
    [x.at(10 ** x.from), y.at(Math.max(10 ** y.from, Math.min(peak, bandwidth * 10 ** x.from)))],
    [x.at(ridge), y.at(peak)],
    [x.at(10 ** x.to), y.at(peak)],
  ];
  const names = [...new Set(points.map(({ contestant }) => contestant))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>Roofline: useful arithmetic against operations a byte</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(margin.left, 18, `${points[0]!.adapter}, ${place}`, 'font-weight="bold"'),
    ...x.ticks.flatMap((value) => [
      line(x.at(value), margin.top, x.at(value), height - margin.bottom, '#e4e4e8'),
      text(x.at(value), height - margin.bottom + 18, tick(value), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((value) => [
      line(margin.left, y.at(value), width - margin.right, y.at(value), '#e4e4e8'),
      text(margin.left - 8, y.at(value) + 4, tick(value / 1e9), 'text-anchor="end"'),
    ]),
    text((margin.left + width) / 2, height - 14, 'useful operations for each compulsory byte', 'text-anchor="middle"'),
    `<text transform="translate(18 ${height / 2}) rotate(-90)" text-anchor="middle">GFLOP/s of useful arithmetic</text>`,
    `<polyline points="${roof.map(([a, b]) => `${round(a!)},${round(b!)}`).join(' ')}" fill="none" stroke="#333" stroke-width="2"/>`,
    text(roof[0]![0]! + 10, roof[0]![1]! + 16, `memory: ${tick(bandwidth / 1e9)} GB/s`),
    text(width - margin.right, y.at(peak) - 6, `multiply-adds: ${tick(peak / 1e9)} GFLOP/s`, 'text-anchor="end"'),
    ...marks(points, names, x.at, y.at),
    ...names.flatMap((name, i) => [
      `<circle cx="${margin.left + 8 + 200 * i}" cy="36" r="5" fill="${colours[i % colours.length]}"/>`,
      text(margin.left + 18 + 200 * i, 40, name),
    ]),
    '</svg>',
    '',
  ].join('\n');
}

const colours = ['#2457c5', '#c2571a', '#2a8f5d', '#8a4fb0'];

function intensityOf({ operations, bytes }: Figure): number {
  return operations / bytes;
}

function arithmeticOf({ rate, operations }: Figure): number {
  return rate.median * operations;
}

/** A logarithmic axis over whole decades that hold both ends. */
function axis(least: number, most: number, start: number, end: number) {
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)));
  return {
    from,
    to,
    at: (value: number) => start + ((Math.log10(value) - from) / (to - from)) * (end - start),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
  };
}

type Scale = (value: number) => number;

/** A point for each figure; those of the first series have labels, because peers stand straight below them. */
function marks(points: readonly Figure[], names: readonly string[], x: Scale, y: Scale): string[] {
  const labels: { x: number; y: number }[] = [];
  return points.map((figure) => {
    const series = names.indexOf(figure.contestant);
    const [cx, cy] = [x(intensityOf(figure)), y(arithmeticOf(figure))];
    const circle = `<circle cx="${round(cx)}" cy="${round(cy)}" r="5" fill="${colours[series % colours.length]}"/>`;
    if (series > 0) return circle;
    const label = { x: cx + 8, y: cy + 4 };
    // Down to where no other label is in the way.
    const inTheWay = () => labels.find((other) => Math.abs(other.x - label.x) < 90 && Math.abs(other.y - label.y) < 12);
    for (let other = inTheWay(); other; other = inTheWay()) label.y = other.y + 13;
    labels.push(label);
    return `${circle}\n${text(label.x, label.y, short(figure.workload))}`;
  });
}

/** "A: training, 2→64→1, 16,384 rows" becomes "A training", "B: sampling, 2→64→1, 4,096 particles" "B 4,096". */
function short(workload: string): string {
  const [letter, rest = ''] = workload.split(': ');
  const particles = /([\d,]+) particles/.exec(rest)?.[1];
  return `${letter} ${particles ?? 'training'}`;
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}"/>`;
}

function text(x: number, y: number, words: string, more = ''): string {
  const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" ${more} fill="#222">${escaped}</text>`;
}

function tick(value: number): string {
  return value >= 1000
    ? value.toLocaleString('en', { maximumFractionDigits: 0 })
    : String(Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
