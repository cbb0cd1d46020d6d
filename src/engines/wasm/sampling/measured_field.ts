import { leastVarianceShare, type MeasuredDirections } from '../../measured_directions.ts';
import { expectedVariances, measurementRecord } from '../../measurement_records.ts';
import { planeBytes } from '../network/panels.ts';
import { fieldNumbers, type WasmField, type WasmRequest } from './wasm_score.ts';

/** A score led towards a measurement. @param parts of the score, with products of their Jacobians */
export function wasmMeasured(
  parts: readonly WasmField[],
  measured: MeasuredDirections,
  { store, sigmas }: WasmRequest,
): WasmField {
  const { dimension, values } = measured;
  const count = values.length;
  const levels = sigmas.flatMap((sigma) => [sigma ** 2, leastVarianceShare, ...expectedVariances(measured, sigma)]);
  return {
    weight: 1,
    fields: {
      ...{ kind: fieldNumbers.measured, components: count, tangents: 1, dimension },
      table: store.put(Float32Array.from(levels)),
      table_step: 4 * (2 + count),
      parameters: store.put(Float32Array.from(measurementRecord(measured))),
    },
    // Scores, tangents, products, and the weights of the directions.
    scratch: (3 * dimension + count) * planeBytes,
    work: 4 * count * dimension + 2 * parts.reduce((sum, { work }) => sum + work, 0),
    parts,
  };
}
