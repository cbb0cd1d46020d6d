import { ArgumentError } from '../errors.ts';
import type { Model } from '../network.ts';
import { requireContextDropout } from '../training_settings.ts';
import { contextColumnsOf } from './context_columns.ts';

/**
 * What a model knows of the contexts that its network takes: a copy, and nothing where it takes none.
 * @param path what the names of its parts begin with in errors
 * @throws ArgumentError when it knows of contexts that its network does not take
 */
export function contextsKnown(
  path: string,
  { network, contextColumns, contextDropout, context }: Model,
): Pick<Model, 'contextColumns' | 'contextDropout'> {
  if (!network.context) {
    for (const [name, value] of Object.entries({ contextColumns, contextDropout, context })) {
      if (value !== undefined)
        throw new ArgumentError(`${path}${name}`, value, 'left out, since the network has no context');
    }
    return {};
  }
  if (contextDropout !== undefined) requireContextDropout(`${path}contextDropout`, contextDropout);
  return {
    ...(contextColumns !== undefined && {
      contextColumns: contextColumnsOf(`${path}contextColumns`, contextColumns, network.context),
    }),
    ...(contextDropout !== undefined && { contextDropout }),
  };
}
