import { ArgumentError } from '../errors.ts';
import { combinationField } from './combination.ts';
import { customField } from './custom.ts';
import type { FieldKind } from './field.ts';
import { mixtureField } from './mixture.ts';
import { networkField } from './network.ts';
import type { Score } from './score.ts';

const kinds: { readonly [Kind in Score['kind']]: FieldKind<Extract<Score, { kind: Kind }>> } = {
  network: networkField,
  mixture: mixtureField,
  combination: combinationField,
  custom: customField,
};

/** The module of a score function. @throws ArgumentError when it is none. */
export function fieldOf(score: Score, argument = 'score'): FieldKind {
  const kind = typeof score === 'object' && score !== null ? score.kind : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
    throw new ArgumentError(
      argument,
      score,
      `a trained model, a Gaussian mixture, combination([…]) or customScore({ … })`,
    );
  return kinds[kind] as FieldKind;
}

/** Checks a score function and returns a copy as plain data. @throws ArgumentError */
export function checkedScore(argument: string, score: Score): Score {
  return fieldOf(score, argument).check(argument, score, fieldOf);
}
