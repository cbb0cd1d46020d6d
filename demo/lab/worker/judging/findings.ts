import type { Measure } from '../../protocol.ts';
import type { Mode } from './modes.ts';
import type { SamplerSetup } from './sampler_faults.ts';
import type { Spread } from './spread.ts';

/** A share or a width of samples beside what it should be, and beside that of the same sampler by the exact score. */
export interface Finding {
  readonly found: number;
  readonly expected: number;
  /** How far it may be off by chance, at most. */
  readonly chance: number;
  readonly control: number | undefined;
}

export interface ModeFinding extends Finding {
  readonly mode: Mode;
}

/** What is known of samples: what there is to talk about. */
export interface Findings {
  readonly measures: readonly Measure[];
  /** Those of the control, in the same order; undefined without one. */
  readonly controlMeasures: readonly Measure[] | undefined;
  readonly modes: readonly ModeFinding[];
  /** From one to the other of the farthest modes. */
  readonly widest: number;
  /** Share of samples outside all that the figures show. */
  readonly far: Finding;
  /** Share of samples within that, where there is next to no data; undefined where nobody knows. */
  readonly stray: Finding | undefined;
  /** How wide samples lie around the parts of the data, over how wide they should; undefined where nobody knows. */
  readonly width: Finding | undefined;
  /** σ of the noise that is left in the samples, and the deviation of the data. */
  readonly end: number;
  readonly deviation: number;
  /** The deviation of the narrowest part of the data; undefined where nobody knows. */
  readonly detail: number | undefined;
  readonly setup: SamplerSetup;
  /** Whether the samples follow the exact score. */
  readonly exact: boolean;
  /** Steps that the network is trained, where that is known, and how many it is to be. */
  readonly step: number | undefined;
  readonly steps: number;
  /** Rows in each half of a file that is its own measure; undefined where perfect draws can be had. */
  readonly halves: number | undefined;
}

/** The standard error of a share among so many samples. */
export const shareError = (share: number, count: number): number => Math.sqrt((share * (1 - share)) / count);

/** The share of a mode, by the shares of its components. @param among how many modes there are */
export function modeFinding(
  mode: Mode,
  {
    shares,
    control,
    count,
    among,
  }: { shares: readonly number[]; control: readonly number[] | undefined; count: number; among: number },
): ModeFinding {
  const sum = (list: readonly number[]): number => mode.components.reduce((total, k) => total + list[k]!, 0);
  // Three standard errors for one mode; the largest error of several is larger, by about this.
  const errors = Math.sqrt(9 + 2 * Math.log(among));
  return {
    ...{ mode, found: sum(shares), expected: mode.weight, control: control && sum(control) },
    chance: errors * shareError(mode.weight, count),
  };
}

/** A share among samples beside the same share among perfect draws. */
export function shareFinding(
  found: { readonly share: number; readonly count: number },
  perfect: { readonly share: number; readonly count: number },
  control: number | undefined,
): Finding {
  // That of none is told from nothing by one among all.
  const likely = Math.max(perfect.share, 1 / perfect.count);
  const chance = Math.max(fewest, 4 * Math.sqrt(likely / found.count + likely / perfect.count));
  return { found: found.share, expected: perfect.share, chance, control };
}

/** Less than this is not to be seen. */
const slightest = 0.05;
/** A share of the samples that is not worth a word. */
const fewest = 0.001;

/**
 * The width of samples around the parts of the data, over that of perfect draws.
 * @param along how many directions of a part are not across it: 1 of curves
 */
export function widthFinding(
  found: Spread,
  perfect: Spread,
  control: Spread | undefined,
  along: 0 | 1,
): Finding | undefined {
  // Samples that are mostly elsewhere have no width that would mean anything.
  if (found.stray.share > 0.5) return undefined;
  const across = perfect.mean - along;
  const width = ({ mean }: Spread): number => Math.sqrt(Math.max(0, mean - along) / across);
  const error = Math.hypot(found.standardError, perfect.standardError) / (2 * across);
  return {
    found: width(found),
    expected: 1,
    chance: Math.max(slightest, 4 * error),
    control: control && width(control),
  };
}
