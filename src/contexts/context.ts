import { requireInteger } from '../errors.ts';
import { isRecord, requireKeys } from '../require_options.ts';

/**
 * What a network is conditioned on besides σ: so many numbers, or one of so many classes. Both are inputs of the first layer.
 * Of k values these are the values, standardised, and a 1. Of K classes they are one-hot: K inputs, of which that of the class
 * is 1, so that its weights in the first layer are a learned embedding of the class. Without a context all are 0, which
 * differs from values of 0 by the last input.
 */
export type Context = { readonly values: number } | { readonly classes: number };

/** Most values of a context, and most classes. */
const mostInputs = 4096;

/** Returns a copy; a number stands for so many values. @throws ArgumentError unless it is one of the ways above. */
export function contextOf(argument: string, given: Context | number): Context {
  if (typeof given === 'number') {
    requireInteger(argument, given, 1, mostInputs);
    return { values: given };
  }
  if (isRecord(given) && 'classes' in given) {
    requireKeys(argument, given, { classes: true });
    requireInteger(`${argument}.classes`, given.classes, 1, mostInputs);
    return { classes: given.classes };
  }
  requireKeys(argument, given, { values: true });
  requireInteger(`${argument}.values`, given.values, 1, mostInputs);
  return { values: given.values };
}

/** Number of inputs that condition the network on its context, if it has one. */
export function contextInputCount(context: Context | undefined): number {
  if (!context) return 0;
  return 'classes' in context ? context.classes : context.values + 1;
}

/** Columns that a context takes beside the coordinates of a datum: its standardised values, or the number of its class. */
export function contextColumnCount(context: Context): number {
  return 'classes' in context ? 1 : context.values;
}

/**
 * Input number i (from 0) of the context whose columns begin at `at`. Twins: shaders/network/context/, wasm/network/context.ts.
 */
export function contextInput(context: Context, columns: ArrayLike<number>, at: number, i: number): number {
  if ('classes' in context) return columns[at] === i ? 1 : 0;
  return i < context.values ? columns[at + i]! : 1;
}
