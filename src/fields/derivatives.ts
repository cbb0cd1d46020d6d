import { ArgumentError } from '../errors.ts';
import type { Score } from './score.ts';

const withoutJacobian: readonly Score['kind'][] = ['divergence', 'tangent', 'measured'];

/** Refuses a score that takes products with a Jacobian itself: its own is not known. @throws ArgumentError */
export function requireJacobian(argument: string, score: Score): void {
  if (withoutJacobian.includes(score.kind)) refuseJacobian(argument, score);
}

/** Refuses products with the Jacobian of such a score. @throws ArgumentError */
export function refuseJacobian(argument: string, { kind }: Score): never {
  throw new ArgumentError(
    argument,
    `a score of the kind ${kind}`,
    'one whose Jacobian is known: a trained model, a Gaussian mixture, a custom score, or a combination of these',
    kind === 'measured' ? 'Put all measurements into one: a row of the matrix for each.' : undefined,
  );
}

/** Stands for the products that such a score does not give. @throws ArgumentError */
export function noTangents(score: Score): never {
  return refuseJacobian('score.score', score);
}
