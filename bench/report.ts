import type { Table } from '../src/tutorial/tables.ts';
import type { BinarySize } from './binary_sizes.ts';
import type { EnsembleFigure } from './ensembles.ts';
import { markdownTable } from './markdown_table.ts';
import { type Figure, type Limits, limitsOf, type Measurement, peakOf } from './measure.ts';
import { type QualityFigure, qualityTable } from './quality.ts';
import type { Spread } from './statistics.ts';
import type { Trace } from './trace.ts';

/** A measurement, and where it was made. */
export interface Report extends Measurement {
  /** The host: Node and its version, or the browser. */
  readonly place: string;
  /** When, ISO 8601. */
  readonly date: string;
  /** What workloads do to host and adapter; empty on an engine without either. */
  readonly traces: readonly Trace[];
  /** Of workload M, empty where it was not asked for. */
  readonly ensembles: readonly EnsembleFigure[];
  /** Of workload Q, empty where it was not asked for. */
  readonly quality: readonly QualityFigure[];
  /** Of the WebAssembly engine; empty of another. */
  readonly binaries: readonly BinarySize[];
}

/** The whole report in Markdown: the limits, one table, what failed. */
export function markdown(report: Report): string {
  const { place, limits, figures, failures, traces, ensembles, quality, binaries } = report;
  const lines = [`Measured in ${place}.`];
  for (const each of limits) lines.push(limitsLine(each));
  if (binaries.length > 0) lines.push(binariesLine(binaries));
  if (figures.length > 0) lines.push('', inMarkdown(figureTable(report)));
  if (traces.length > 0) lines.push('', inMarkdown(kernelTable(traces)));
  if (ensembles.length > 0) lines.push('', inMarkdown(ensembleTable(ensembles)));
  if (quality.length > 0) lines.push('', inMarkdown(qualityTable(quality)));
  for (const { workload, contestant, reason } of failures)
    lines.push('', `Not measured: ${workload}, ${contestant}: ${reason}`);
  return lines.join('\n');
}

/** A line for each number of networks. The last column says how many trainings of one network would take as long as all together. */
export function ensembleTable(figures: readonly EnsembleFigure[]): Table {
  const rate = (spread: Spread) => `${compact(spread.median)} steps/s (${range(spread, compact)})`;
  const alone = (name: string) => figures.find((other) => other.name === name && other.networks === 1)?.oneByOne.median;
  return {
    head: ['training many networks', 'networks', 'together', 'one after another', 'together is', 'takes the time of'],
    rows: figures.map(({ name, networks, together, oneByOne }) => [
      ...[name, String(networks), rate(together), rate(oneByOne)],
      `${compact(together.median / oneByOne.median)} ×`,
      compact((networks * (alone(name) ?? Number.NaN)) / together.median),
    ]),
  };
}

/** Limits in a sentence. */
export function limitsLine({ of, loops, bandwidth }: Limits): string {
  const arithmetic = loops.map(
    ({ name, chains, rate }) => `${giga(rate.median)} GFLOP/s of ${name} (${range(rate, giga)}, ${chains} chains)`,
  );
  const moved = `${giga(bandwidth.median)} GB/s read and written (${range(bandwidth, giga)})`;
  return `Limits of ${of}: ${[...arithmetic, moved].join(', ')}.`;
}

/** Sizes of binaries in a sentence. */
export function binariesLine(binaries: readonly BinarySize[]): string {
  const sizes = binaries.map(({ name, bytes, gzip }) => `${kilo(bytes)} (gzip ${kilo(gzip)}) with ${name}`);
  return `The binary of the engine has ${sizes.join(', ')}.`;
}

const figureHead = ['workload', 'by', 'median', 'range', 'GFLOP/s', 'of the peak', 'ours is', 'first use'];

/** A line for each figure. Beside those of peers stands how many times ours is faster. */
export function figureTable({ figures, limits }: Pick<Report, 'figures' | 'limits'>): Table {
  const rows = figures.map((figure) => {
    const { rate, operations } = figure;
    const arithmetic = rate.median * operations;
    const limit = limitsOf(figure, limits);
    const ours = figures.find(
      (other) => other.workload === figure.workload && other.contestant.startsWith('scorefield'),
    );
    return [
      figure.workload,
      `${figure.contestant} (${figure.adapter})`,
      `${compact(rate.median)} ${figure.unit}`,
      figure.repeats > 1 ? range(rate, compact) : 'once',
      giga(arithmetic),
      limit ? `${((100 * arithmetic) / peakOf(limit)).toPrecision(2)} %` : '',
      ours && ours !== figure ? `${ratio(ours, figure)} ×` : '',
      `${figure.firstUse.toPrecision(2)} s`,
      figure.memory === undefined ? '' : `${compact(figure.memory / 1e6)} MB`,
    ];
  });
  if (figures.some(({ memory }) => memory !== undefined)) return { head: [...figureHead, 'memory'], rows };
  return { head: figureHead, rows: rows.map((row) => row.slice(0, -1)) };
}

function ratio(ours: Figure, theirs: Figure): string {
  return compact(ours.rate.median / theirs.rate.median);
}

/** A line for each kernel: its share of the time on the adapter; and what the host spends on a submission. */
export function kernelTable(traces: readonly Trace[]): Table {
  const rows = traces.flatMap(({ workload, submissions, hostMicroseconds, steps, kernels }) => {
    const all = kernels.reduce((sum, { dispatches, microseconds }) => sum + dispatches * microseconds, 0);
    const host = [workload, duration(hostMicroseconds), compact(steps / Math.max(1, submissions))];
    if (kernels.length === 0) return [[...host, 'no timestamps', '', '']];
    return kernels.map(({ name, dispatches, microseconds }, i) => [
      ...(i === 0 ? host : ['', '', '']),
      name,
      duration(microseconds),
      `${((100 * dispatches * microseconds) / all).toFixed(0)} %`,
    ]);
  });
  return {
    head: ['workload', 'host time a submission', 'steps a submission', 'kernel', 'time a dispatch', 'of all kernels'],
    rows,
  };
}

function inMarkdown({ head, rows }: Table): string {
  return markdownTable(head, rows);
}

function range({ least, most }: Spread, write: (value: number) => string): string {
  return `${write(least)} – ${write(most)}`;
}

/** Three digits or a few more: 0.0123, 12.3, 1230, 45.6 k, 12.3 M, 1.23 G. */
export function compact(value: number): string {
  const [scale, letter] =
    value >= 1e9 ? [1e9, ' G'] : value >= 1e6 ? [1e6, ' M'] : value >= 1e4 ? [1e3, ' k'] : [1, ''];
  const scaled = value / scale;
  // toPrecision would write 9.99e+3 and 1.00e+3.
  return `${scaled >= 999.5 ? scaled.toFixed(0) : scaled.toPrecision(3)}${letter}`;
}

/** Three digits of a time given in µs: 12.3 µs, 4.56 ms. */
export function duration(microseconds: number): string {
  return microseconds < 999.5 ? `${microseconds.toPrecision(3)} µs` : `${compact(microseconds / 1000)} ms`;
}

function kilo(bytes: number): string {
  return `${compact(bytes / 1000)} KB`;
}

function giga(value: number): string {
  return compact(value / 1e9);
}
