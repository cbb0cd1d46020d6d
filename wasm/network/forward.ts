import { activate } from './activate.ts';
import { layer, ROW } from './panels.ts';
import { product } from './product.ts';

/**
 * Takes `rows` rows of a block through the layers after the first, whose outputs before activation stand at `from`; the two blocks take
 * turns. @returns where the outputs of the last layer stand
 */
export function forward_rest(
  layers: usize,
  count: usize,
  parameters: usize,
  activation: u32,
  from: usize,
  to: usize,
  rows: usize,
): usize {
  let here = from;
  let there = to;
  for (let l: usize = 1; l < count; l++) {
    const own = layer(layers, l);
    activate(activation, here, own.inputs, rows);
    product(there, here, own.inputs, parameters + own.offset, (own.inputs + 1) * ROW, own.outputs, true, rows);
    const last = here;
    here = there;
    there = last;
  }
  return here;
}
