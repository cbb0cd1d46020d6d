import { assumedWork, type UserScore } from '../../user_score.ts';
import { planeBytes } from '../network/panels.ts';
import { fieldNumbers, type WasmField } from './wasm_score.ts';

/** A score function of a user's own, which the host evaluates for the kernels. */
export function wasmCustom(dimension: number, custom: UserScore): WasmField {
  return {
    weight: 1,
    fields: { kind: fieldNumbers.custom },
    scratch: dimension * planeBytes,
    work: assumedWork,
    custom: { score: custom, dimension },
  };
}
