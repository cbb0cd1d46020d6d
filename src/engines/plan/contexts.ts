import type { Checkpoint } from '../../checkpoint.ts';
import type { Context } from '../../contexts/context.ts';
import { type ContextColumns, contextColumnsOf } from '../../contexts/context_columns.ts';
import { columnsOfContexts, contextPoints, type TrainingContext, withColumns } from '../../contexts/context_data.ts';
import { ArgumentError } from '../../errors.ts';
import { fingerprintOf, sameFingerprint } from '../../fingerprint.ts';
import type { Network } from '../../network.ts';
import type { Float32Points, Points } from '../../points.ts';
import type { TrainerOptions } from '../../trainer.ts';
import type { TrainingSettings } from '../../training_settings.ts';
import { standardisation, type Transform } from '../../transform.ts';

/** Rows without a context, unless given: few, and enough for guidance (Ho and Salimans 2021, table 1). */
const usualDropout = 0.1;

/** What a new training keeps of the contexts of its data, and its settings with what they say of contexts filled in. @throws ArgumentError */
export function contextsOf(
  { data, context, contextColumns }: TrainerOptions,
  network: Network,
  settings: TrainingSettings,
): { readonly contexts: Pick<Checkpoint, 'contextColumns' | 'contextData'>; readonly settings: TrainingSettings } {
  const { contextDropout = usualDropout } = settings;
  if (!network.context) {
    requireNone({ context, contextColumns, contextDropout: settings.contextDropout });
    return { contexts: {}, settings };
  }
  const points = contextPoints(context, network.context, data.shape[0]);
  const given = contextColumnsOf('contextColumns', contextColumns ?? {}, network.context);
  const transform = 'values' in network.context ? (given.transform ?? ownTransform(points)) : undefined;
  return {
    contexts: { contextColumns: { ...given, ...(transform && { transform }) }, contextData: fingerprintOf(points) },
    settings: { ...settings, contextDropout },
  };
}

/** The transform of contexts to mean 0 and deviation 1. @throws ArgumentError */
function ownTransform(points: Points): Transform {
  try {
    return standardisation(points, 'columns');
  } catch (error) {
    throw error instanceof ArgumentError ? error.renamed('context') : error;
  }
}

/** Refuses what is said of contexts where the network has none. @throws ArgumentError */
function requireNone(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new ArgumentError(
      name,
      value,
      'left out for a network without a context',
      'mlp({ context }) makes one that has one.',
    );
  }
}

/** Refuses other contexts than those that a training began with. @throws ArgumentError */
export function requireSameContexts(
  { network, contextData, data }: Pick<Checkpoint, 'network' | 'contextData' | 'data'>,
  context: TrainingContext | undefined,
): void {
  if (!network.context || !contextData) {
    requireNone({ context });
    return;
  }
  if (sameFingerprint(fingerprintOf(contextPoints(context, network.context, data.shape[0])), contextData)) return;
  throw new ArgumentError('context', 'other values', `the ${contextData.shape[0]} contexts of the checkpoint`);
}

/** Data with the columns of their contexts beside them, as the networks of a plan take them. @throws ArgumentError */
export function withContexts(
  data: Float32Points,
  context: Context,
  given: TrainingContext | undefined,
  columns: ContextColumns | undefined,
): Float32Points {
  return withColumns(data, columnsOfContexts('context', contextPoints(given, context, data.shape[0]), columns));
}
