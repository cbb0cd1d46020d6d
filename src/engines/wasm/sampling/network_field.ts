import { feature, featureCount, scalesOf } from '../../../conditioning.ts';
import { columnsOfParticles } from '../../../contexts/conditional.ts';
import { contextInputCount } from '../../../contexts/context.ts';
import type { Model } from '../../../network.ts';
import type { Float32Points } from '../../../points.ts';
import {
  activationNumbers,
  contextNumber,
  fitsLanes,
  pack,
  packingOf,
  panelBytes,
  panels,
  rowBytes,
} from '../network/panels.ts';
import { toPlanes } from '../sixteens.ts';
import type { Store } from '../store.ts';
import type { Fields } from '../struct.ts';
import { fieldNumbers, type WasmField, type WasmRequest } from './wasm_score.ts';

/**
 * The score of a trained network; its context, if it has one, is one for each particle.
 * @param options.slopes whether its slopes are to be kept, in panels, for products with its Jacobian
 */
export function wasmNetwork(
  model: Model,
  { store, sigmas }: WasmRequest,
  { slopes = false }: { readonly slopes?: boolean } = {},
): WasmField {
  const { network, parameters } = model;
  const { conditioning, output, dimension, activation } = network;
  const packing = packingOf(network);
  const features = featureCount(conditioning);
  // For each σ the scales of input, output and x, and the features (wasm/fields/network_at_level.ts).
  const rows = sigmas.flatMap((sigma) => {
    const scales = scalesOf(output, sigma);
    const own = Array.from({ length: features }, (_, i) => feature(conditioning, i, sigma));
    return [scales.input, scales.output, scales.skip, ...own];
  });
  const lanes = !slopes && fitsLanes(network);
  const block = packing.widest * panelBytes;
  let slopeBytes = 0;
  const slopePlaces = packing.layers.map(({ outputs }, l) => {
    const place = slopeBytes;
    if (slopes && l + 1 < packing.layers.length) slopeBytes += panels(outputs) * panelBytes;
    return place;
  });
  const inputs = contextInputCount(network.context);
  const firstLayer = panels(packing.layers[0]!.outputs) * (dimension + inputs + 1) * rowBytes;
  return {
    weight: 1,
    fields: {
      kind: fieldNumbers[slopes ? 'networkSlopes' : lanes ? 'networkLanes' : 'networkPanels'],
      table: store.put(Float32Array.from(rows)),
      table_step: 4 * (3 + features),
      layers: store.structs(
        'Layer',
        packing.layers.map(({ inputs, outputs, offset }, l) => ({
          ...{ inputs, outputs, offset: 4 * offset },
          ...{ transposed: 0, input: 0, slope: slopePlaces[l]! },
        })),
      ),
      layer_count: packing.layers.length,
      parameters: store.put(pack(packing, parameters)),
      activation: activationNumbers[activation],
      block,
      ...(network.context && contextFields(columnsOfParticles(model), store)),
      context: contextNumber(network),
      context_inputs: inputs,
    },
    scratch: firstLayer + (lanes ? 0 : 2 * block) + slopeBytes,
    work: 2 * packing.floats,
  };
}

/** The columns of the contexts of particles, as these stand in planes. */
function contextFields({ values, shape: [count, width] }: Float32Points, store: Store): Fields {
  return { contexts: store.put(toPlanes(values, count, width)), context_columns: width };
}
