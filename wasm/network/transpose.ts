import { layer, panels, ROW } from './panels.ts';

/** Transposes the weights of layer `item` + 1, which the backward pass reads so. @param parameters their address */
export function transpose(item: usize, layers: usize, parameters: usize): void {
  const own = layer(layers, item + 1);
  const inputs: usize = own.inputs;
  const outputs: usize = own.outputs;
  for (let i: usize = 0; i < inputs; i++) {
    const to = own.transposed + ((i >> 3) * outputs * 8 + (i & 7)) * 4;
    for (let j: usize = 0; j < panels(outputs); j++) {
      const from = parameters + own.offset + (j * (inputs + 1) + i) * ROW;
      const end = min<usize>(outputs - 8 * j, 8);
      for (let k: usize = 0; k < end; k++) store<f32>(to + (8 * j + k) * ROW, load<f32>(from + 4 * k));
    }
  }
}
