import type { Settings } from '../settings/settings.ts';

/** The noise level that figures show: `sigma` goes through the levels that are trained on, evenly in ln σ. */
export function sigmaOf({ sigma, sigmaFrom, sigmaTo }: Pick<Settings, 'sigma' | 'sigmaFrom' | 'sigmaTo'>): number {
  return sigmaFrom * (sigmaTo / sigmaFrom) ** sigma;
}

/** The setting of `sigma` that shows a noise level, or the nearest to it that can be shown. */
export function shareOf({ sigmaFrom, sigmaTo }: Pick<Settings, 'sigmaFrom' | 'sigmaTo'>, level: number): number {
  const share = Math.log(level / sigmaFrom) / Math.log(sigmaTo / sigmaFrom);
  return Number.isFinite(share) ? Math.round(1e4 * Math.max(0, Math.min(1, share))) / 1e4 : 0;
}
