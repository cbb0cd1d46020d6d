import { transpose } from '../network/transpose.ts';
import { type Training, training_of } from './training.ts';

/** Transposes the weights of a layer, but for the first, of a training, for the backward passes of a step. */
export function transpose_weights(item: u32, address: usize): void {
  const layers = <u32>changetype<Training>(address).layer_count - 1;
  const t = training_of(address, item, layers);
  transpose(item % layers, t.layers, t.parameters);
}
