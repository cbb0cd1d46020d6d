import { transpose } from '../network/transpose.ts';
import type { Training } from './training.ts';

/** Transposes the weights of layer `item` + 1 for the backward passes of a step. */
export function transpose_weights(item: u32, address: usize): void {
  const t = changetype<Training>(address);
  transpose(item, t.layers, t.parameters);
}
