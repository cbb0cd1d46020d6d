import type { Measure } from '../../protocol.ts';
import { capital, counted } from '../../words.ts';
import type { Finding, Findings, ModeFinding } from './findings.ts';
import { reasonOf, type Wrong } from './reasons.ts';
import { samplerFault } from './sampler_faults.ts';
import { brief, percent, times } from './shown.ts';

/** What a person would say of samples, most important first. */
export function wordsOf(findings: Findings): string[] {
  const found = [...modeRemarks(findings), ...strayRemarks(findings), ...widthRemarks(findings)];
  const remarks = found.length > 0 ? found : distanceRemarks(findings);
  return [...told(remarks, findings), ...noiseWords(findings), ...fileWords(findings)];
}

/** Something that is to be said, and what it is said of where something is wrong. */
interface Remark {
  readonly text: string;
  readonly wrong?: Wrong;
}

/** Each remark with its reason; what errs, and why, is said once. */
function told(remarks: readonly Remark[], findings: Findings): string[] {
  const said = new Set<string>();
  const once = (part: string | undefined): string | undefined => {
    if (part === undefined || said.has(part)) return undefined;
    said.add(part);
    return part;
  };
  return remarks.map(({ text, wrong }) => {
    if (!wrong) return text;
    const { evidence, verdict, detail } = reasonOf(findings, wrong);
    const reason = [evidence, once(verdict), once(detail)].filter((part) => part !== undefined).join(': ');
    return reason === '' ? text : `${text} ${capital(reason)}.`;
  });
}

function modeRemarks(findings: Findings): Remark[] {
  const error = ({ found, expected }: ModeFinding): number => Math.abs(found / expected - 1);
  const off = findings.modes.filter(isOff).sort((a, b) => error(b) - error(a));
  const missing = off.filter(({ found, expected }) => found < expected / 10);
  const [worst, ...others] = missing.length > 0 ? missing : off;
  if (!worst) return [];
  const { name, nearest } = worst.mode;
  const shares = `${percent(worst.found)} of the samples instead of ${percent(worst.expected)}.`;
  const fault = samplerFault(findings.setup, { nearest, widest: findings.widest });
  const wrong = { finding: worst, show: percent, fault };
  if (missing.length === 1) return [{ text: `${capital(name)} is missing: it has ${shares}`, wrong }];
  if (missing.length > 1) {
    const lead = `${missing.length} of ${findings.modes.length} modes are missing`;
    return [{ text: `${lead}; ${name}, for one, has ${shares}`, wrong }];
  }
  // Of two modes the other has what this one lacks.
  const more = findings.modes.length === 2 ? 0 : others.length;
  const also = more === 0 ? '' : ` ${more} other ${more === 1 ? 'mode has' : 'modes have'} a wrong share, too.`;
  return [{ text: `${capital(name)} has ${shares}${also}`, wrong }];
}

function strayRemarks(findings: Findings): Remark[] {
  const { far, stray } = findings;
  const fault = lastStepFault(findings) ?? samplerFault(findings.setup);
  const remark = (finding: Finding, where: string): Remark => ({
    text: `${percent(finding.found)} of the samples lie ${where}.`,
    wrong: { finding, show: percent, fault },
  });
  return [
    { finding: stray, where: 'between or beside the parts of the data, where there should be none' },
    { finding: far, where: 'far out, beyond the figure' },
  ].flatMap(({ finding, where }) => (finding && isAbove(finding) ? [remark(finding, where)] : []));
}

function widthRemarks(findings: Findings): Remark[] {
  const { width, setup } = findings;
  if (!width || !isOff(width)) return [];
  const fault = lastStepFault(findings, width.found) ?? samplerFault(setup);
  const how = width.found > width.expected ? 'wide' : 'narrow';
  return [
    {
      text: `The samples are too ${how}: around each part of the data they spread ${times(width.found)} as far as they should.`,
      wrong: { finding: width, show: times, fault },
    },
  ];
}

/**
 * Whether what is taken away in one step at the end is too much. It takes samples to the means of what they could be: those of one
 * part of the data become narrower, by s/√(s² + σ²), and those that could be of several lie between.
 */
function lastStepFault({ detail, end, setup }: Findings, width = 1): string | undefined {
  const last = setup.levels.at(-1)!;
  if (detail === undefined || end > 0) return undefined;
  const narrows = 1 - detail / Math.hypot(detail, last);
  if (width < 1 ? narrows < (1 - width) / 2 : last < detail) return undefined;
  return `its last step takes all noise from σ = ${brief(last)} away at once, which leaves the mean of what a sample could be, so choose a smaller smallest σ`;
}

function distanceRemarks({ measures, controlMeasures, setup }: Findings): Remark[] {
  const ranked = measures
    .map((measure, i) => ({ measure, control: controlMeasures?.[i] }))
    // Data of a single point have no floor to compare with.
    .filter(({ measure }) => measure.floor > 0);
  ranked.sort((a, b) => ratio(b.measure) - ratio(a.measure));
  const [worst] = ranked;
  if (!worst) return [];
  const { measure, control } = worst;
  const { name, value, floor, floorDeviation } = measure;
  const compared = `${name} is ${times(ratio(measure))} what as many perfect draws show`;
  // The floor itself scatters.
  const limit = Math.max(2 * floor, floor + 4 * floorDeviation);
  if (value > limit) {
    const finding = {
      found: ratio(measure),
      expected: 1,
      chance: limit / floor - 1,
      control: control && ratio(control),
    };
    return [{ text: `${capital(compared)}.`, wrong: { finding, show: times, fault: samplerFault(setup) } }];
  }
  if (value > Math.max(1.5 * floor, floor + 3 * floorDeviation))
    return [{ text: `A small error is likely: ${compared}, and chance seldom gives so much.` }];
  return [{ text: `No measure tells these samples from perfect ones: ${compared}.` }];
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
    `Of a file there are no perfect draws: "perfect" is how two halves of it compare, with ${counted(halves, 'row')} in each.`,
  ];
}

const isOff = ({ found, expected, chance }: Finding): boolean => Math.abs(found - expected) > chance;
const isAbove = ({ found, expected, chance }: Finding): boolean => found - expected > chance;
const ratio = ({ value, floor }: Measure): number => value / floor;
