import type { TargetName } from '../protocol.ts';
import type { Settings } from '../settings/settings.ts';
import { whole } from '../words.ts';

export const targetWords: Readonly<Record<TargetName, string>> = {
  two_moons: 'Two moons',
  pinwheel: 'Pinwheel',
  two_spirals: 'Two spirals',
  rings: 'Rings',
  eight_gaussians: '8 normals',
  twenty_five_gaussians: '25 normals',
  checkerboard: 'Checkers',
  swiss_roll: 'Swiss roll',
  circles: 'Circles',
  tutorial: 'Tutorial, 1-D',
};

export const conditioningWords: Readonly<Record<Settings['conditioning'], string>> = {
  sigma: 'σ',
  'log-sigma': 'ln σ',
  'fourier:4': 'waves of ln σ',
};

export const outputWords: Readonly<Record<Settings['output'], string>> = {
  score: 'the score',
  'over-sigma': 'σ times the score',
  edm: 'EDM',
};

export const spacingWords: Readonly<Record<Settings['spacing'], string>> = {
  geometric: 'geometric',
  karras: 'Karras',
  linear: 'linear',
};

/** A rate to be read while it changes: two digits, and all of them below a hundred. */
export function rate(perSecond: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, perSecond))) - 2);
  return whole(Math.round(perSecond / unit) * unit);
}

/** A noise level, to three digits. */
export const level = (sigma: number): string => String(Number(sigma.toPrecision(sigma < 1 ? 2 : 3)));
