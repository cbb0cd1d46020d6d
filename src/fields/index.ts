import { combinationField } from './combination.ts';
import { customField } from './custom.ts';
import { divergenceField } from './divergence.ts';
import type { FieldKind } from './field.ts';
import { measuredField } from './measured.ts';
import { mixtureField } from './mixture.ts';
import { networkField } from './network.ts';
import { requireScoreKind, type Score } from './score.ts';
import { tangentField } from './tangent.ts';

const kinds: { readonly [Kind in Score['kind']]: FieldKind<Extract<Score, { kind: Kind }>> } = {
  network: networkField,
  mixture: mixtureField,
  combination: combinationField,
  custom: customField,
  measured: measuredField,
  divergence: divergenceField,
  tangent: tangentField,
};

/** The module of a score function. @throws ArgumentError when it is none. */
export function fieldOf(score: Score, argument = 'score'): FieldKind {
  requireScoreKind(argument, score);
  return kinds[score.kind] as FieldKind;
}

/** Checks a score function and returns a copy as plain data. @throws ArgumentError */
export function checkedScore(argument: string, score: Score): Score {
  return fieldOf(score, argument).check(argument, score, fieldOf);
}
