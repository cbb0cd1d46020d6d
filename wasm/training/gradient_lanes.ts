import {
  gate,
  RELU,
  type Relu,
  SILU,
  type Silu,
  type Softplus,
  slope_of,
  TANH,
  type Tanh,
  value_of,
} from '../network/activation.ts';
import { layer, ROW, ROWS } from '../network/panels.ts';
import { thread } from '../thread.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { loss_of_rows } from './loss.ts';
import { PERTURB, perturb } from './perturb.ts';
import { PLANE } from './rows.ts';
import { add_loss, gradient_of_share, start_of_share } from './shares.ts';
import { type Training, training_of } from './training.ts';

/**
 * Adds up the loss of a share of the rows `first` … `end − 1` of a step of a training, and its gradient: a network of one hidden layer in one or two
 * dimensions with one input for σ, rows in the lanes of vectors. Perturbation, forward pass, loss and backward pass of a block are one.
 */
export function gradient_lanes(item: u32, address: usize, step: u32, first: u32, end: u32): void {
  const shares = <u32>changetype<Training>(address).share_count;
  const t = training_of(address, item, shares);
  const share = item % shares;
  const gradient = gradient_of_share(t, share, first);
  const from = start_of_share(t, share, first, end);
  const to = start_of_share(t, share + 1, first, end);
  if (from === to) return;
  if (t.activation === RELU) of_kind<Relu>(t, share, step, from, to, gradient);
  else if (t.activation === SILU) of_kind<Silu>(t, share, step, from, to, gradient);
  else if (t.activation === TANH) of_kind<Tanh>(t, share, step, from, to, gradient);
  else of_kind<Softplus>(t, share, step, from, to, gradient);
}

function of_kind<K>(t: Training, share: u32, step: u32, from: u32, to: u32, gradient: usize): void {
  const scratch = t.scratch + <usize>thread * t.scratch_step;
  const planes = scratch + PERTURB;
  // The outputs of the network; sums in four lanes for every parameter of the hidden units and of the output; and what the forward pass
  // leaves to the backward pass: the values of the hidden units, and their slopes where the values do not say them.
  const net = scratch + t.scratch_blocks;
  const sums = net + t.dimension * PLANE;
  const own = layer(t.layers, 0);
  const last = layer(t.layers, 1);
  const units: usize = own.outputs;
  const hidden = t.parameters + own.offset;
  const output = t.parameters + last.offset;
  const entries: usize = 2 * t.dimension + 2;
  const values = sums + (units * entries + t.dimension) * 16;
  memory.fill(sums, 0, (units * entries + t.dimension) * 16);
  let loss: f64 = 0;
  for (let done: u32 = 0; done < to - from; done += <u32>ROWS) {
    const row = from + done;
    const rows = perturb(t, step, row, to, planes, scratch, row === from);
    if (t.dimension === 1) forward_on_a_line<K>(planes, net, hidden, output, units, rows, values);
    else forward_in_the_plane<K>(planes, net, hidden, output, units, rows, values);
    loss += loss_of_rows(t, planes, net, rows);
    if (t.dimension === 1) backward_on_a_line<K>(planes, net, output, units, rows, values, sums);
    else backward_in_the_plane<K>(planes, net, output, units, rows, values, sums);
    add_deltas(net, t.dimension, rows, sums + units * entries * 16);
  }
  add_loss(t, share, loss);
  add_to_gradient(t.dimension, units, sums, gradient + own.offset, gradient + last.offset);
}

/** Where the weights of a hidden unit stand: those of input i, and the bias after them, i rows of a panel on. */
// @inline
function place_of_unit(weights: usize, unit: usize, inputs: usize): usize {
  return weights + ((unit >> 3) * (inputs + 1) * 8 + (unit & 7)) * 4;
}

/** Keeps φ(z) and, where it does not say it, φ′(z). @returns φ(z) */
// @inline
function kept<K>(z: v128, values: usize, slopes: usize): v128 {
  const own = gate<K>(z);
  const value = value_of<K>(z, own);
  v128.store(values, value);
  if (idof<K>() !== idof<Relu>()) v128.store(slopes, slope_of<K>(z, own));
  return value;
}

/** δ·φ′ from what was kept. */
// @inline
function back_through<K>(delta: v128, value: v128, slopes: usize): v128 {
  if (idof<K>() === idof<Relu>()) return v128.and(f32x4.gt(value, f32x4.splat(0.0)), delta);
  return f32x4.mul(delta, v128.load(slopes));
}

// @inline
function forward_on_a_line<K>(
  planes: usize,
  net: usize,
  hidden: usize,
  output: usize,
  units: usize,
  rows: usize,
  values: usize,
): void {
  const slopes = values + units * PLANE;
  const end = output + units * ROW;
  for (let at: usize = 0; at < rows * 4; at += 32) {
    const x0 = v128.load(planes + at);
    const x1 = v128.load(planes + at, 16);
    const g0 = v128.load(planes + PLANE + at);
    const g1 = v128.load(planes + PLANE + at, 16);
    let s0 = v128.load_splat<f32>(output + units * ROW);
    let s1 = s0;
    let w = hidden;
    let v = output;
    let value = values + at;
    let slope = slopes + at;
    while (v < end) {
      // A panel of hidden units.
      const stop = min<usize>(v + 8 * ROW, end);
      do {
        const weight = v128.load_splat<f32>(w);
        const weight_g = v128.load_splat<f32>(w, ROW);
        const bias = v128.load_splat<f32>(w, 2 * ROW);
        const out = v128.load_splat<f32>(v);
        const z0 = multiply_add(x0, weight, multiply_add(g0, weight_g, bias));
        s0 = multiply_add(kept<K>(z0, value, slope), out, s0);
        const z1 = multiply_add(x1, weight, multiply_add(g1, weight_g, bias));
        s1 = multiply_add(kept<K>(z1, value + 16, slope + 16), out, s1);
        w += 4;
        v += ROW;
        value += PLANE;
        slope += PLANE;
      } while (v < stop);
      w += 2 * ROW;
    }
    v128.store(net + at, s0);
    v128.store(net + at, s1, 16);
  }
}

// @inline
function forward_in_the_plane<K>(
  planes: usize,
  net: usize,
  hidden: usize,
  output: usize,
  units: usize,
  rows: usize,
  values: usize,
): void {
  const slopes = values + units * PLANE;
  for (let at: usize = 0; at < rows * 4; at += 16) {
    const x = v128.load(planes + at);
    const y = v128.load(planes + PLANE + at);
    const g = v128.load(planes + 2 * PLANE + at);
    let s = v128.load_splat<f32>(output + units * ROW);
    let u = v128.load_splat<f32>(output + units * ROW, 4);
    for (let unit: usize = 0; unit < units; unit++) {
      const w = place_of_unit(hidden, unit, 3);
      const place = unit * PLANE + at;
      let z = multiply_add(g, v128.load_splat<f32>(w, 2 * ROW), v128.load_splat<f32>(w, 3 * ROW));
      z = multiply_add(y, v128.load_splat<f32>(w, ROW), z);
      z = multiply_add(x, v128.load_splat<f32>(w), z);
      const value = kept<K>(z, values + place, slopes + place);
      s = multiply_add(value, v128.load_splat<f32>(output + unit * ROW), s);
      u = multiply_add(value, v128.load_splat<f32>(output + unit * ROW, 4), u);
    }
    v128.store(net + at, s);
    v128.store(net + PLANE + at, u);
  }
}

// @inline
function add_at(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}

/** For every hidden unit Σ over the rows of δ·φ, and of v·δ·φ′ times x, the input for σ, and 1, where v is its weight in the output. */
// @inline
function backward_on_a_line<K>(
  planes: usize,
  net: usize,
  output: usize,
  units: usize,
  rows: usize,
  values: usize,
  sums: usize,
): void {
  const slopes = values + units * PLANE;
  let to = sums;
  for (let unit: usize = 0; unit < units; unit++) {
    let of_x = f32x4.splat(0.0);
    let of_g = of_x;
    let of_bias = of_x;
    let of_output = of_x;
    for (let at: usize = 0; at < rows * 4; at += 16) {
      const value = v128.load(values + unit * PLANE + at);
      const delta = v128.load(net + at);
      of_output = multiply_add(delta, value, of_output);
      const back = back_through<K>(delta, value, slopes + unit * PLANE + at);
      of_bias = f32x4.add(of_bias, back);
      of_x = multiply_add(back, v128.load(planes + at), of_x);
      of_g = multiply_add(back, v128.load(planes + PLANE + at), of_g);
    }
    const v = v128.load_splat<f32>(output + unit * ROW);
    add_at(to, f32x4.mul(v, of_x));
    add_at(to + 16, f32x4.mul(v, of_g));
    add_at(to + 32, f32x4.mul(v, of_bias));
    add_at(to + 48, of_output);
    to += 64;
  }
}

// @inline
function backward_in_the_plane<K>(
  planes: usize,
  net: usize,
  output: usize,
  units: usize,
  rows: usize,
  values: usize,
  sums: usize,
): void {
  const slopes = values + units * PLANE;
  let to = sums;
  for (let unit: usize = 0; unit < units; unit++) {
    const v0 = v128.load_splat<f32>(output + unit * ROW);
    const v1 = v128.load_splat<f32>(output + unit * ROW, 4);
    let of_x = f32x4.splat(0.0);
    let of_y = of_x;
    let of_g = of_x;
    let of_bias = of_x;
    let of_output0 = of_x;
    let of_output1 = of_x;
    for (let at: usize = 0; at < rows * 4; at += 16) {
      const value = v128.load(values + unit * PLANE + at);
      const delta0 = v128.load(net + at);
      const delta1 = v128.load(net + PLANE + at);
      of_output0 = multiply_add(delta0, value, of_output0);
      of_output1 = multiply_add(delta1, value, of_output1);
      const delta = multiply_add(delta0, v0, f32x4.mul(delta1, v1));
      const back = back_through<K>(delta, value, slopes + unit * PLANE + at);
      of_bias = f32x4.add(of_bias, back);
      of_x = multiply_add(back, v128.load(planes + at), of_x);
      of_y = multiply_add(back, v128.load(planes + PLANE + at), of_y);
      of_g = multiply_add(back, v128.load(planes + 2 * PLANE + at), of_g);
    }
    add_at(to, of_x);
    add_at(to + 16, of_y);
    add_at(to + 32, of_g);
    add_at(to + 48, of_bias);
    add_at(to + 64, of_output0);
    add_at(to + 80, of_output1);
    to += 96;
  }
}

/** Of the biases of the output: Σ over the rows of δ. */
// @inline
function add_deltas(net: usize, dimension: usize, rows: usize, sums: usize): void {
  for (let j: usize = 0; j < dimension; j++) {
    let sum = v128.load(sums + 16 * j);
    for (let at: usize = j * PLANE; at < j * PLANE + rows * 4; at += 16) sum = f32x4.add(sum, v128.load(net + at));
    v128.store(sums + 16 * j, sum);
  }
}

/** Adds up the lanes, and adds them to the gradient in the layout of the parameters. */
function add_to_gradient(dimension: usize, units: usize, sums: usize, hidden: usize, output: usize): void {
  const inputs = dimension + 1;
  let from = sums;
  for (let unit: usize = 0; unit < units; unit++) {
    const w = place_of_unit(hidden, unit, inputs);
    for (let i: usize = 0; i <= inputs; i++) {
      add_lanes(w + i * ROW, from);
      from += 16;
    }
    for (let j: usize = 0; j < dimension; j++) {
      add_lanes(output + unit * ROW + 4 * j, from);
      from += 16;
    }
  }
  for (let j: usize = 0; j < dimension; j++) add_lanes(output + units * ROW + 4 * j, from + 16 * j);
}

// @inline
function add_lanes(to: usize, from: usize): void {
  const sum = load<f32>(from) + load<f32>(from, 4) + (load<f32>(from, 8) + load<f32>(from, 12));
  store<f32>(to, load<f32>(to) + sum);
}
