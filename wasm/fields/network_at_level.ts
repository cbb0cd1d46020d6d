import { layer, panels, ROW } from '../network/panels.ts';
import type { Field } from './field.ts';

/** The row of a network's table: the scales of its input and its output, that of x in the score, and the features of σ from 12 on. */
export const FEATURES: usize = 12;

/** Bytes of the first layer as network_at_level leaves it: with so many inputs. */
// @inline
export function first_layer_bytes(width: usize, inputs: usize): usize {
  return panels(width) * (inputs + 1) * ROW;
}

/**
 * The first layer of a network at one σ, as a layer of x and the inputs of the context: the features of σ join the biases, and the
 * scale of the input the weights of x. Laid out as any layer, at `out`.
 */
export function network_at_level(out: usize, field: Field, dimension: usize, row: usize): void {
  const own = layer(field.layers, 0);
  const scale = f32x4.splat(load<f32>(row));
  const inputs: usize = own.inputs;
  const conditions = inputs - field.context_inputs;
  let to = out;
  for (let p: usize = 0; p < panels(own.outputs); p++) {
    const from = field.parameters + own.offset + p * (inputs + 1) * ROW;
    for (let i: usize = 0; i < dimension; i++) {
      v128.store(to, f32x4.mul(scale, v128.load(from + i * ROW)));
      v128.store(to, f32x4.mul(scale, v128.load(from + i * ROW, 16)), 16);
      to += ROW;
    }
    memory.copy(to, from + conditions * ROW, field.context_inputs * ROW);
    to += field.context_inputs * ROW;
    let low = v128.load(from + inputs * ROW);
    let high = v128.load(from + inputs * ROW, 16);
    for (let i: usize = dimension; i < conditions; i++) {
      const feature = f32x4.splat(load<f32>(row + FEATURES + 4 * (i - dimension)));
      low = f32x4.add(low, f32x4.mul(feature, v128.load(from + i * ROW)));
      high = f32x4.add(high, f32x4.mul(feature, v128.load(from + i * ROW, 16)));
    }
    v128.store(to, low);
    v128.store(to, high, 16);
    to += ROW;
  }
}
