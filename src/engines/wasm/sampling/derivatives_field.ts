import type { Key } from '../../../random.ts';
import { planeBytes } from '../network/panels.ts';
import { fieldNumbers, type WasmField } from './wasm_score.ts';

/** What derivatives are taken along: the coordinates, random probes, or the tangents behind the points (wasm/fields/field.ts). */
const alongNumbers = { coordinates: 0, probes: 1, given: 2 } as const;

/** Scores with derivatives behind them. */
export function wasmDerivatives(
  parts: readonly WasmField[],
  along: keyof typeof alongNumbers,
  {
    dimension,
    tangents,
    key = [0, 0],
    firstQuad = 0,
  }: { dimension: number; tangents: number; key?: Key; firstQuad?: number },
): WasmField {
  return {
    weight: 1,
    fields: {
      ...{ kind: fieldNumbers.derivatives, along: alongNumbers[along], tangents, dimension },
      ...{ key0: key[0], key1: key[1], first_quad: firstQuad },
    },
    scratch: dimension * (1 + 2 * tangents) * planeBytes,
    work: (1 + tangents) * parts.reduce((sum, { work }) => sum + work, 0),
    parts,
  };
}
