import type { UserScore } from '../../user_score.ts';
import type { Store } from '../store.ts';
import type { Fields } from '../struct.ts';

/** What a score function is made ready for. */
export interface WasmRequest {
  readonly store: Store;
  /** The values of σ, each once, by the index that a stage names. */
  readonly sigmas: readonly number[];
}

/** A score function that kernels evaluate, or one of a sum. */
export interface WasmField {
  readonly weight: number;
  /** Fields of the struct Field of wasm/fields/field.ts; those that are not named are 0. */
  readonly fields: Fields;
  /** Scratch memory a thread, in bytes. */
  readonly scratch: number;
  /** Arithmetic of a point, in operations. */
  readonly work: number;
  /** Evaluated by the host. */
  readonly custom?: { readonly score: UserScore; readonly dimension: number };
  /** Of derivatives and measured scores: the fields that they are of. */
  readonly parts?: readonly WasmField[];
}

/** Kinds of fields by their numbers in wasm/fields/field.ts. */
export const fieldNumbers = {
  networkLanes: 0,
  networkPanels: 1,
  mixture: 2,
  custom: 3,
  networkSlopes: 4,
  derivatives: 5,
  measured: 6,
} as const;
