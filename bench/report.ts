import { markdownTable } from './markdown_table.ts';
import type { Figure } from './workloads.ts';

/** Figures of one engine in one place. */
export interface Report {
  /** Where it ran: the CPU engine in Node, WebGPU in Node, WebGPU in Chromium. */
  readonly place: string;
  readonly adapter: string;
  /** Multiply-adds that a WGSL loop reaches there, in operations a second; 0 for the CPU engine. */
  readonly peak: number;
  readonly figures: readonly Figure[];
}

/** A table in Markdown: the median, the range over the repeats, useful arithmetic, its fraction of the peak. */
export function table(reports: readonly Report[]): string {
  const rows = reports.flatMap(({ place, adapter, peak, figures }) =>
    figures.map(({ workload, unit, median, least, most, operations }) => {
      const arithmetic = median * operations;
      return [
        `${place}: ${adapter}`,
        workload,
        `${compact(median)} ${unit}`,
        `${compact(least)} – ${compact(most)}`,
        operations ? (arithmetic / 1e9).toFixed(1) : '',
        operations && peak ? `${((100 * arithmetic) / peak).toFixed(0)} % of ${(peak / 1e9).toFixed(0)}` : '',
      ];
    }),
  );
  const header = ['where', 'workload', 'median', 'range', 'GFLOP/s', 'of the FMA peak'];
  return markdownTable(header, rows);
}

function compact(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toPrecision(3)} M` : value.toPrecision(3);
}
