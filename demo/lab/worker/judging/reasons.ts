import { whole } from '../../words.ts';
import type { Finding, Findings } from './findings.ts';

/** Something that is wrong with samples. */
export interface Wrong {
  readonly finding: Finding;
  /** Writes what was found, and what the exact score gives. */
  readonly show: (value: number) => string;
  /** What of the sampler would explain it, as the end of a sentence. */
  readonly fault: string | undefined;
}

/** Parts of a sentence: what the exact score shows, what errs by that, and why or what to do. */
export interface Reason {
  readonly evidence?: string;
  readonly verdict?: string;
  readonly detail?: string | undefined;
}

export function reasonOf(findings: Findings, { finding, show, fault }: Wrong): Reason {
  const { found, expected, chance, control } = finding;
  if (findings.exact) return { verdict: 'these follow the exact score, so the sampler is what errs', detail: fault };
  if (control === undefined) return guess(findings, fault);
  const gives = `with the exact score the same sampler gives ${show(control)}`;
  if (Math.abs(control - expected) <= chance)
    return { evidence: gives, verdict: 'the network is what errs', detail: advice(findings) };
  if ((control - expected) / (found - expected) >= 0.5)
    return {
      evidence: `the exact score gives ${show(control)} as well`,
      verdict: 'the sampler is what errs',
      detail: fault,
    };
  return { evidence: gives, verdict: 'both the network and the sampler err', detail: fault };
}

/** Where there is no exact score to tell. */
function guess({ step, steps }: Findings, fault: string | undefined): Reason {
  if (fault) return { verdict: 'the sampler may be why', detail: fault };
  if (step === undefined || step >= steps) return {};
  return { verdict: 'the network may be why', detail: `it is at ${progress(step, steps)}` };
}

function advice({ step, steps }: Findings): string {
  if (step === undefined) return 'train it for longer';
  if (step < steps) return `train it for longer (${progress(step, steps)})`;
  return 'its training is over, so give it more steps or wider layers';
}

const progress = (step: number, steps: number): string => `step ${whole(step)} of ${whole(steps)}`;
