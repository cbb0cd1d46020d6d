import { activate_with_slope } from '../network/activate.ts';
import { multiply_by_slope } from '../network/multiply_by_slope.ts';
import { layer, PANEL, panels, ROW, ROWS } from '../network/panels.ts';
import { to_panels } from '../network/planes.ts';
import { product } from '../network/product.ts';
import { weight_gradient } from '../network/weight_gradient.ts';
import { thread } from '../thread.ts';
import { loss_of_rows } from './loss.ts';
import { PERTURB, perturb } from './perturb.ts';
import { input_planes, PLANE } from './rows.ts';
import { add_loss, gradient_of_share, start_of_share } from './shares.ts';
import { type Training, training_of } from './training.ts';

/** Adds up the loss of a share of the rows `first` … `end − 1` of a step of a training, and its gradient: any network, in panels. */
export function gradient_panels(item: u32, address: usize, step: u32, first: u32, end: u32): void {
  const shares = <u32>changetype<Training>(address).share_count;
  const t = training_of(address, item, shares);
  const share = item % shares;
  const gradient = gradient_of_share(t, share, first);
  const from = start_of_share(t, share, first, end);
  const to = start_of_share(t, share + 1, first, end);
  if (from === to) return;
  const scratch = t.scratch + <usize>thread * t.scratch_step;
  const planes = scratch + PERTURB;
  const blocks = scratch + t.scratch_blocks;
  for (let done: u32 = 0; done < to - from; done += <u32>ROWS) {
    const row = from + done;
    const rows = perturb(t, step, row, to, planes, scratch, row === from);
    add_loss(t, share, gradient_of_block(t, planes, blocks, gradient, rows));
  }
}

function gradient_of_block(t: Training, planes: usize, blocks: usize, gradient: usize, rows: usize): f64 {
  const last = t.layer_count - 1;
  // Two blocks for deltas, which take turns, and then every layer's inputs and slopes.
  const kept = blocks + 2 * t.block;
  to_panels(input_planes(planes), PLANE, kept + layer(t.layers, 0).input, layer(t.layers, 0).inputs, rows);
  for (let l: usize = 0; l <= last; l++) {
    const own = layer(t.layers, l);
    const out = l === last ? blocks : kept + layer(t.layers, l + 1).input;
    const weights = t.parameters + own.offset;
    product(out, kept + own.input, own.inputs, weights, (own.inputs + 1) * ROW, own.outputs, true, rows);
    if (l < last) activate_with_slope(t.activation, out, kept + own.slope, own.outputs, rows);
  }
  const net = blocks + t.block;
  from_panels(blocks, net, t.dimension, rows);
  const loss = loss_of_rows(t, planes, net, rows);
  let delta = blocks;
  let other = net;
  fill_panels(net, delta, t.dimension, rows);
  for (let l = last; ; l--) {
    const own = layer(t.layers, l);
    weight_gradient(gradient + own.offset, kept + own.input, own.inputs, delta, own.outputs, rows);
    if (l === 0) break;
    product(other, delta, own.outputs, own.transposed, own.outputs * ROW, own.inputs, false, rows);
    multiply_by_slope(other, kept + layer(t.layers, l - 1).slope, own.inputs, rows);
    const swap = delta;
    delta = other;
    other = swap;
  }
  return loss;
}

/** Planes into panels, with zeros to fill up the last one. */
function fill_panels(planes: usize, out: usize, units: usize, rows: usize): void {
  const last_panel = out + (panels(units) - 1) * PANEL;
  if ((units & 7) !== 0) memory.fill(last_panel, 0, rows * ROW);
  to_panels(planes, PLANE, out, units, rows);
}

function from_panels(from: usize, planes: usize, units: usize, rows: usize): void {
  for (let u: usize = 0; u < units; u++) {
    const to = planes + u * PLANE;
    const at = from + (u >> 3) * PANEL + (u & 7) * 4;
    for (let r: usize = 0; r < rows; r++) store<f32>(to + 4 * r, load<f32>(at + r * ROW));
  }
}
