import { geometric, karras, type LadderRange, linear, type Method, type Noise } from '../../../src/index.ts';
import { methodNamed } from '../methods.ts';
import type { Settings } from '../settings/settings.ts';

/** How one set of particles is drawn. */
export interface Sampling {
  readonly method: Method;
  readonly noise: Noise;
  readonly score: 'learned' | 'exact';
}

const ladders = { geometric, karras, linear } as const satisfies Record<string, (range: LadderRange) => Noise>;

/** The sampler of the page, and the one beside it where there is one. */
export function samplingsOf(settings: Settings): readonly [Sampling, ...Sampling[]] {
  const { method, spacing, ladder, score, beside, besideLadder, besideScore } = settings;
  const first = {
    method: methodNamed(method, methodSettings(settings)),
    noise: noiseOf(settings, spacing, ladder),
    score,
  };
  if (beside === 'none') return [first];
  const spacingBeside = beside === 'langevin' ? 'geometric' : 'karras';
  const second = {
    method: methodNamed(beside, methodSettings(settings)),
    noise: noiseOf(settings, spacingBeside, besideLadder),
    score: besideScore,
  };
  return [first, second];
}

function noiseOf({ sigmaFrom: from, sigmaTo: to }: Settings, spacing: keyof typeof ladders, levels: number): Noise {
  // One level is the first alone.
  return levels === 1 ? { levels: [from] } : ladders[spacing]({ from, to, levels });
}

function methodSettings(settings: Settings): Parameters<typeof methodNamed>[1] {
  const { perLevel, share, denoise, churn, corrections, snr, sigmaTo, sigmaFrom, ladder } = settings;
  return { perLevel, share, denoise, churn, corrections, snr, last: ladder === 1 ? sigmaFrom : sigmaTo };
}
