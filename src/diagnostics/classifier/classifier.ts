import { adamStep, type WideState } from '../../engines/cpu/adam.ts';
import { backward, createDeltas } from '../../engines/cpu/backward.ts';
import { blockRows, filledRows, stride } from '../../engines/cpu/block.ts';
import { createPass, forward } from '../../engines/cpu/forward.ts';
import { turn } from '../../engines/turn.ts';
import type { Layer } from '../../network.ts';
import { adam } from '../../optimizer.ts';
import { type Key, philox, streams, uniform } from '../../random.ts';
import { shuffle } from './shuffle.ts';

/** Rows of two classes, which a classifier sees by their numbers. */
export interface Labelled {
  /** Row-major, `count × dimension` values of a size of about 1. */
  readonly values: Float64Array;
  readonly dimension: number;
  /** 0 or 1 for each row. */
  readonly labels: Uint8Array;
}

export interface ClassifierOptions {
  readonly hidden: readonly number[];
  readonly key: Key;
  /** Which of several classifiers of a key this is: each has random numbers of its own. */
  readonly member: number;
  readonly signal: AbortSignal | undefined;
}

// As scikit-learn's MLPClassifier trains with early_stopping: batches of 200, Adam at a rate of 0.001, and a tenth held back to stop by.
const batchRows = 200;
const optimizer = adam({ learningRate: 0.001 });
const shareHeldBack = 0.1;
const tolerance = 1e-4;
const patience = 10;
const mostEpochs = 1000;

/** The event loop gets a turn after so many milliseconds. */
const sliceMilliseconds = 12;

/**
 * Trains a network of relu units that tells two classes apart, by Adam on the mean logistic loss. A tenth of the rows is held back:
 * training ends when their loss has not fallen by 1e-4 for ten epochs, and the parameters at which it was least are kept. Without that
 * a network learns some thousand rows by heart, which takes long and makes it classify others worse: unit normals of five dimensions at
 * distance ½, 2000 each, 0.53 instead of 0.59, where 0.599 is the best.
 * An aborted signal ends it within some milliseconds by throwing the signal's reason.
 * @param rows those to train on, at least two.
 * @returns how many of some rows it classifies rightly.
 */
export async function trainClassifier(
  data: Labelled,
  rows: Uint32Array,
  { hidden, key, member, signal }: ClassifierOptions,
): Promise<(rows: Uint32Array) => number> {
  const layers = layersBetween([data.dimension, ...hidden, 1]);
  const state = initialState(layers, key, member);
  const gradient = new Float64Array(state.parameters.length);
  const pass = createPass(layers, 'relu');
  const deltas = createDeltas(layers);

  /** Takes some rows through the network, and gives their logits. */
  function logitsOf(some: Uint32Array): Float64Array {
    const { values, dimension } = data;
    const [inputs] = pass.inputs as [Float64Array];
    some.forEach((row, r) => {
      for (let j = 0; j < dimension; j++) inputs[j * stride + r] = values[row * dimension + j]!;
    });
    forward(pass, state.parameters, filledRows(some.length));
    return pass.output;
  }

  /** Adds the gradient of the mean loss over `count` rows, of which these are some. */
  function addGradient(some: Uint32Array, count: number): void {
    const logits = logitsOf(some);
    const delta = deltas.at(-1)!;
    some.forEach((row, r) => {
      delta[r] = (1 / (1 + Math.exp(-logits[r]!)) - data.labels[row]!) / count;
    });
    delta.fill(0, some.length, filledRows(some.length));
    backward(pass, state.parameters, deltas, gradient, filledRows(some.length));
  }

  /** Adds up a function of logit and label over some rows. */
  function summed(some: Uint32Array, of: (logit: number, label: number) => number): number {
    let sum = 0;
    for (const block of blocksOf(some)) {
      const logits = logitsOf(block);
      for (let r = 0; r < block.length; r++) sum += of(logits[r]!, data.labels[block[r]!]!);
    }
    return sum;
  }

  const order = rows.slice();
  shuffle(order, { block: member + 1, step: 0 }, key);
  const kept = Math.min(rows.length - 1, Math.floor((1 - shareHeldBack) * rows.length));
  const training = order.subarray(0, kept);
  const heldBack = order.subarray(kept);
  let best = { loss: Number.POSITIVE_INFINITY, parameters: state.parameters };
  let step = 0;
  let resumed = performance.now();
  for (let epoch = 1, stalled = 0; epoch <= mostEpochs && stalled < patience; epoch++) {
    shuffle(training, { block: member + 1, step: epoch }, key);
    for (let first = 0; first < kept; first += batchRows) {
      const batch = training.subarray(first, first + batchRows);
      gradient.fill(0);
      for (const block of blocksOf(batch)) addGradient(block, batch.length);
      adamStep(state, gradient, optimizer, step++);
      if (performance.now() - resumed < sliceMilliseconds) continue;
      await turn();
      signal?.throwIfAborted();
      resumed = performance.now();
    }
    const loss = summed(heldBack, logisticLoss) / heldBack.length;
    stalled = loss > best.loss - tolerance ? stalled + 1 : 0;
    if (loss < best.loss) best = { loss, parameters: state.parameters.slice() };
  }
  state.parameters.set(best.parameters);
  return (some) => summed(some, (logit, label) => (logit > 0 === (label === 1) ? 1 : 0));
}

/** ln(1 + exp z) − label·z, in the form that does not overflow. */
function logisticLoss(z: number, label: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - label * z;
}

function* blocksOf(rows: Uint32Array): Generator<Uint32Array> {
  for (let first = 0; first < rows.length; first += blockRows) yield rows.subarray(first, first + blockRows);
}

/** Dense layers between so many units. */
function layersBetween(widths: readonly number[]): Layer[] {
  let offset = 0;
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i]!;
    const layer = { name: `layers.${i}`, inputs, outputs, weight: offset, bias: offset + inputs * outputs };
    offset += (inputs + 1) * outputs;
    return layer;
  });
}

/** Weights and biases of a layer lie in the range of Glorot and Bengio (2010, equation 16), as in scikit-learn. */
function initialState(layers: readonly Layer[], key: Key, member: number): WideState {
  const last = layers.at(-1)!;
  const parameters = new Float64Array(last.bias + last.outputs);
  const words = new Uint32Array(4);
  layers.forEach(({ inputs, outputs, weight }, l) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let k = 0; k < (inputs + 1) * outputs; k++) {
      if (k % 4 === 0) philox(words, k / 4, member, l, streams.weights, key);
      parameters[weight + k] = Math.fround((2 * uniform(words[k % 4]!) - 1) * limit);
    }
  });
  const zeros = () => new Float64Array(parameters.length);
  return { parameters, first: zeros(), second: zeros(), average: new Float64Array(0) };
}
