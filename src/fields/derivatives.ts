import { ArgumentError } from '../errors.ts';
import type { Score } from './score.ts';

/** Refuses second derivatives: a score that already has derivatives gives none of them. @throws ArgumentError */
export function derivativesOnly({ kind }: Score): never {
  throw new ArgumentError(
    'score.score',
    `a score of the kind ${kind}`,
    'one without derivatives: a trained model, a Gaussian mixture, a combination or a custom score',
  );
}
