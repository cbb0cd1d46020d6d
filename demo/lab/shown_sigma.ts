import type { Lab } from './lab.ts';
import { sigmaOf } from './run/sigma.ts';

/** The noise level that the figures show: where the particles are while these are followed, else that of the settings. */
export function shownSigma({ settings, latest }: Pick<Lab, 'settings' | 'latest'>): number {
  const shown = latest('problem')?.dimension === 1 ? latest('curves') : latest('field');
  return settings.follow && shown ? shown.sigma : sigmaOf(settings);
}
