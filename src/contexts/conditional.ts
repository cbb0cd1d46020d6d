import { type GivenContext, layersOf, type Model, mlp, parameterCount, requireModel } from '../network.ts';
import type { Float32Points } from '../points.ts';
import { contextInput, contextInputCount } from './context.ts';
import { columnsOfContexts } from './context_data.ts';
import { contextsKnown } from './contexts_known.ts';
import { contextCount, givenContextOf, isPoints, pointsOf } from './given_context.ts';

/**
 * The score of a network in a context, s(x, σ | c): a model, to be sampled, evaluated and combined like any other.
 * @param context k numbers, or a class by its number or its label, for all particles; points [particles, k] or a list of classes
 *   for one each; or null for the score without a context, which a network knows that was trained with `contextDropout`
 * @throws ArgumentError when the network has no context, or it is none of its contexts
 */
export function conditional(model: Model, context: GivenContext): Model {
  requireModel(model);
  const network = mlp(model.network);
  const { context: _, ...others } = model;
  const known = contextsKnown('model.', { ...others, network });
  return { ...others, context: givenContextOf('context', context, { network, ...known }) };
}

/** The columns of the contexts of the particles, one a particle, as the network takes them. */
export function columnsOfParticles({ context, contextColumns }: Model): Float32Points {
  return columnsOfContexts('context', isPoints(context) ? context : pointsOf(context as Uint32Array), contextColumns);
}

/**
 * A model whose context is the same for all particles as one of a network that has none: what the context contributes is added to the
 * first biases, so that it costs nothing. Any other model stays as it is.
 */
export function withoutContext(model: Model): Model {
  const { network, parameters, context, contextColumns: _, contextDropout: __, ...others } = model;
  if (!network.context || contextCount(context) !== undefined) return model;
  const { context: ___, ...plain } = network;
  const [first] = layersOf(network);
  const { outputs, bias, inputs } = first!;
  const encoded = inputsOf(model);
  const before = inputs - encoded.length;
  const folded = new Float32Array(parameterCount(plain));
  folded.set(parameters.subarray(0, before * outputs));
  folded.set(parameters.subarray(bias), before * outputs);
  for (let o = 0; o < outputs; o++) {
    let sum = parameters[bias + o]!;
    encoded.forEach((value, i) => {
      sum += value * parameters[(before + i) * outputs + o]!;
    });
    folded[before * outputs + o] = sum;
  }
  return { ...others, network: plain, parameters: folded };
}

/** The inputs that stand for the one context of a model: zeros where it has none. */
function inputsOf({ network, context: given, contextColumns }: Model): number[] {
  const context = network.context!;
  const count = contextInputCount(context);
  if (given === null) return Array<number>(count).fill(0);
  const list = typeof given === 'number' ? [given] : (given as number[]);
  const { values } = columnsOfContexts('context', pointsOf(list, list.length), contextColumns);
  return Array.from({ length: count }, (_, i) => contextInput(context, values, 0, i));
}
