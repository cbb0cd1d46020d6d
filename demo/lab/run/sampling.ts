import { geometric, karras, type LadderRange, linear, type Method, type Noise } from '../../../src/index.ts';
import type { MethodName } from '../methods.ts';
import type { Settings } from '../settings/settings.ts';
import { methodNamed } from './methods.ts';

/** How one set of particles is drawn. */
export interface Sampling {
  readonly method: Method;
  readonly noise: Noise;
  readonly score: 'learned' | 'exact';
}

/** The same, as settings name it. */
export interface Pane {
  readonly method: MethodName;
  readonly spacing: Spacing;
  readonly ladder: number;
  readonly score: 'learned' | 'exact';
}

const ladders = { geometric, karras, linear } as const satisfies Record<string, (range: LadderRange) => Noise>;

type Spacing = keyof typeof ladders;

/** The sampler of the page, and the one beside it where there is one, by their names. */
export function panesOf(settings: Settings): readonly [Pane, ...Pane[]] {
  const { method, spacing, ladder, score, beside, besideLadder, besideScore } = settings;
  const first = { method, spacing, ladder, score };
  if (beside === 'none') return [first];
  const spacingBeside = beside === 'langevin' ? 'geometric' : 'karras';
  return [first, { method: beside, spacing: spacingBeside, ladder: besideLadder, score: besideScore }];
}

/** The sampler of the page, and the one beside it where there is one. */
export function samplingsOf(settings: Settings): readonly [Sampling, ...Sampling[]] {
  const sampling = ({ method, spacing, ladder, score }: Pane): Sampling => ({
    method: methodNamed(method, { ...settings, last: lastLevel(settings, ladder) }),
    noise: noiseOf(settings, spacing, ladder),
    score,
  });
  const [first, ...others] = panesOf(settings);
  return [sampling(first), ...others.map(sampling)];
}

function noiseOf({ sigmaFrom: from, sigmaTo: to }: Settings, spacing: Spacing, levels: number): Noise {
  // One level is the first alone.
  return levels === 1 ? { levels: [from] } : ladders[spacing]({ from, to, levels });
}

/** The smallest noise level that is descended to. */
export function lastLevel({ sigmaFrom, sigmaTo }: Settings, levels: number): number {
  return levels === 1 ? sigmaFrom : sigmaTo;
}
