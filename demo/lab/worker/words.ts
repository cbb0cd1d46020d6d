import type { Measure } from '../protocol.ts';
import type { Finding, ModeFinding } from './findings.ts';
import { type SamplerSetup, samplerFault } from './sampler_faults.ts';

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

/** What a person would say of samples, most important first. */
export function wordsOf(findings: Findings): string[] {
  const found = [...modeWords(findings), ...strayWords(findings), ...widthWords(findings)];
  const words = found.length > 0 ? found : distanceWords(findings);
  return [...words, ...noiseWords(findings), ...fileWords(findings)];
}

function modeWords(findings: Findings): string[] {
  const error = ({ found, expected }: ModeFinding): number => Math.abs(found / expected - 1);
  const off = findings.modes.filter(isOff).sort((a, b) => error(b) - error(a));
  const missing = off.filter(({ found, expected }) => found < expected / 10);
  const [worst, ...others] = missing.length > 0 ? missing : off;
  if (!worst) return [];
  const { name, nearest } = worst.mode;
  const [found, expected] = [percent(worst.found), percent(worst.expected)];
  const fault = samplerFault(findings.setup, { nearest, widest: findings.widest });
  const why = whose(findings, worst, percent, fault);
  if (missing.length === 0) {
    // Of two modes the other has what this one lacks.
    const more =
      findings.modes.length === 2 || others.length === 0
        ? ''
        : ` ${plural(others.length, 'other mode has', 'other modes have')} a wrong share, too.`;
    return [`${capital(name)} has ${found} of the samples instead of ${expected}.${more}${why}`];
  }
  if (missing.length === 1)
    return [`${capital(name)} is missing: it has ${found} of the samples instead of ${expected}.${why}`];
  return [
    `${missing.length} of ${findings.modes.length} modes are missing; ${name}, for one, has ${found} of the samples instead of ${expected}.${why}`,
  ];
}

function strayWords(findings: Findings): string[] {
  const { far, stray, setup } = findings;
  const words: string[] = [];
  if (isAbove(far))
    words.push(
      `${percent(far.found)} of the samples lie far out, beyond the figure.${whose(findings, far, percent, samplerFault(setup))}`,
    );
  if (stray && isAbove(stray))
    words.push(
      `${percent(stray.found)} of the samples lie between or beside the parts of the data, where there should be none.${whose(findings, stray, percent, samplerFault(setup))}`,
    );
  return words;
}

function widthWords(findings: Findings): string[] {
  const { width, setup } = findings;
  if (!width || !isOff(width)) return [];
  const wide = width.found > width.expected;
  const fault = (wide ? undefined : lastStepFault(findings, width)) ?? samplerFault(setup);
  const lead = `The samples are too ${wide ? 'wide' : 'narrow'}: around each part of the data they spread ${times(width.found)} as far as they should.`;
  return [lead + whose(findings, width, times, fault)];
}

/** What is taken away in one step at the end narrows samples to the means of what they could be: by s/√(s² + σ²) each part. */
function lastStepFault({ detail, end, setup }: Findings, { found }: Finding): string | undefined {
  const last = setup.levels.at(-1)!;
  if (detail === undefined || end > 0 || 1 - detail / Math.hypot(detail, last) < (1 - found) / 2) return undefined;
  return `its last step takes all noise from σ = ${brief(last)} away at once, which leaves the mean of what a sample could be, so choose a smaller smallest σ`;
}

function distanceWords(findings: Findings): string[] {
  const { measures, controlMeasures } = findings;
  const ranked = measures
    .map((measure, i) => ({ measure, control: controlMeasures?.[i] }))
    // Data of a single point have no floor to compare with.
    .filter(({ measure }) => measure.floor > 0);
  ranked.sort((a, b) => ratio(b.measure) - ratio(a.measure));
  const [worst] = ranked;
  if (!worst) return [];
  const { measure, control } = worst;
  const told = `${capital(measure.name)} is ${times(ratio(measure))} what as many perfect draws show`;
  const limit = limitOf(measure);
  if (measure.value > limit) {
    const finding = {
      found: ratio(measure),
      expected: 1,
      chance: limit / measure.floor - 1,
      control: control && ratio(control),
    };
    return [`${told}.${whose(findings, finding, times, samplerFault(findings.setup))}`];
  }
  // One perfect set in twenty or fewer is so far off.
  if (measure.value > Math.max(1.5 * measure.floor, measure.floor + 3 * measure.floorDeviation))
    return [`The samples are close to perfect: ${lower(told)}, which chance seldom does.`];
  return [`No measure tells these samples from perfect ones: ${lower(told)}.`];
}

/** Above this a distance is no chance: the floor itself scatters. */
function limitOf({ floor, floorDeviation }: Measure): number {
  return Math.max(2 * floor, floor + 4 * floorDeviation);
}

function noiseWords({ end, deviation }: Findings): string[] {
  // Less than a twentieth is not to be seen.
  if (end === 0 || end < deviation / 20) return [];
  return [
    `Noise of σ = ${brief(end)} is left in the samples, which widens them: the sampler stops there by the choice of the smallest σ. They are compared with data that have as much of it.`,
  ];
}

function fileWords({ halves }: Findings): string[] {
  if (halves === undefined) return [];
  return [
    `Of a file there are no perfect draws: "perfect" is how two halves of it compare, with ${halves.toLocaleString('en')} ${halves === 1 ? 'row' : 'rows'} in each.`,
  ];
}

/** Whether network or sampler errs, by what the exact score gives; begins with a space. */
function whose(
  findings: Findings,
  finding: Finding,
  show: (value: number) => string,
  fault: string | undefined,
): string {
  const because = fault ? `: ${fault}.` : '.';
  if (findings.exact) return ` These follow the exact score, so the sampler is what errs${because}`;
  const { found, expected, chance, control } = finding;
  if (control === undefined) return '';
  if (Math.abs(control - expected) <= chance)
    return ` With the exact score the same sampler gives ${show(control)}: the network is what errs; ${advice(findings)}.`;
  if ((control - expected) / (found - expected) >= 0.5)
    return ` The exact score gives ${show(control)} as well: the sampler is what errs${because}`;
  return ` With the exact score the same sampler gives ${show(control)}: both the network and the sampler err${because}`;
}

function advice({ step, steps, setup: { levels } }: Findings): string {
  if (step === undefined) return 'train it for longer';
  if (step < steps) return `train it for longer (step ${step.toLocaleString('en')} of ${steps.toLocaleString('en')})`;
  return `its training is over: give it more steps or wider layers, or noise down to a smallest σ below ${brief(levels.at(-1)!)}`;
}

const isOff = ({ found, expected, chance }: Finding): boolean => Math.abs(found - expected) > chance;
const isAbove = ({ found, expected, chance }: Finding): boolean => found - expected > chance;
const ratio = ({ value, floor }: Measure): number => value / floor;
const percent = (share: number): string => `${Number((100 * share).toPrecision(share >= 0.1 ? 3 : 2))} %`;
const times = (factor: number): string => `${factor < 10 ? factor.toFixed(2) : factor.toPrecision(3)} times`;
const brief = (value: number): string =>
  Number(value.toPrecision(2)).toLocaleString('en', { maximumSignificantDigits: 2 });
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
/** The first letter small, but of names such as KS. */
const lower = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text);
