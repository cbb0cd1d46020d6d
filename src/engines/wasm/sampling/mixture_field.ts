import type { GaussianMixture } from '../../../distributions/gaussian_mixture.ts';
import { mixtureRecords } from '../../mixture_records.ts';
import { fieldNumbers, type WasmField, type WasmRequest } from './wasm_score.ts';

/** The exact score of a mixture. */
export function wasmMixture(mixture: GaussianMixture, { store, sigmas }: WasmRequest): WasmField {
  const { dimension, weights } = mixture;
  const components = weights.length;
  return {
    weight: 1,
    fields: {
      kind: fieldNumbers.mixture,
      table: store.put(mixtureRecords(mixture, sigmas)),
      table_step: 4 * components * (dimension + 2),
      components,
    },
    // Shares of the components, and what products with the Jacobian need of each dimension.
    scratch: 16 * (components + 2 * dimension),
    work: 10 * components * (dimension + 2),
  };
}
