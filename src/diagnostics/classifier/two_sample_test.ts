import { ArgumentError, requireInteger } from '../../errors.ts';
import { maximumWidth } from '../../network.ts';
import type { Points } from '../../points.ts';
import { keyOf, type Seed } from '../../random.ts';
import { requireFunction, requireKeys, requireSignal } from '../../require_options.ts';
import { momentsOf } from '../../spread.ts';
import { requireComparable } from '../sample_sets.ts';
import { type Labelled, trainClassifier } from './classifier.ts';
import { shuffle } from './shuffle.ts';

export interface ClassifierTestOptions {
  /** Into how many parts the points are cut, of which each is held out once; 2 to 100, and 5 unless given. */
  readonly folds?: number;
  /** Widths of the hidden layers, 1 to 512 each; two of 10·dimension units, at most 256, unless given. */
  readonly hidden?: readonly number[];
  /** Key of the folds, the initial weights and the order of rows; 0 unless given. */
  readonly seed?: Seed;
  readonly signal?: AbortSignal;
  /** Hears after each fold which share of the work is done; may throw to give up. */
  readonly report?: (done: number) => void;
}

export interface ClassifierTest {
  /** The share of held-out points that are classified rightly: ½ where the sets are indistinguishable, 1 where they do not overlap. */
  readonly accuracy: number;
  /** The same of each fold. */
  readonly folds: readonly number[];
  /** The standard deviation of the accuracy about ½ for sets of the same distribution, within some tenths: ½/√(all points). */
  readonly deviation: number;
}

/**
 * The classifier two-sample test (C2ST; Lopez-Paz and Oquab 2017): how often a network tells rightly which of two sets a point that it
 * was not trained on comes from. As in the benchmark of simulation-based inference (Lueckmann et al. 2021), columns are standardised by mean
 * and deviation of the reference, and the network has two layers of 10·dimension relu units, trained by Adam. It stops early, by a tenth of
 * its points: networks that go on until they know them by heart tell others apart less well. Folds hold as many points of one set as
 * of the other, within one, so that chance is ½ exactly.
 * No network finds more than the best classifier, ½ + ½·(total variation distance), so that the accuracy is a lower bound of that.
 *
 * Takes some seconds for 10,000 points of the plane each, and longer the more dimensions; the event loop gets turns meanwhile, and an
 * aborted signal ends it by throwing the signal's reason.
 * @param reference as many points as the samples, at least one a fold.
 * @throws ArgumentError when a set is not finite, or of another dimension or number.
 */
export async function classifierTwoSampleTest(
  samples: Points,
  reference: Points,
  options: ClassifierTestOptions = {},
): Promise<ClassifierTest> {
  requireComparable(samples, reference);
  requireKeys('', options, { folds: true, hidden: true, seed: true, signal: true, report: true });
  const [count, dimension] = samples.shape;
  if (reference.shape[0] !== count)
    throw new ArgumentError(
      'reference.shape',
      reference.shape,
      `[${count}, ${dimension}], as many rows as the samples`,
      'Leave out some rows of the larger set: it would be guessed more often than not.',
    );
  const width = Math.min(10 * dimension, 256);
  const { folds = 5, hidden = [width, width], seed = 0, signal, report } = options;
  requireInteger('folds', folds, 2, 100);
  if (count < folds)
    throw new ArgumentError('samples.shape', samples.shape, `[count, dimension] with a count of at least ${folds}`);
  if (!Array.isArray(hidden)) throw new ArgumentError('hidden', hidden, 'a list of widths, such as [20, 20]');
  for (const [i, units] of hidden.entries()) requireInteger(`hidden[${i}]`, units, 1, maximumWidth);
  requireSignal('signal', signal);
  if (report !== undefined) requireFunction('report', report, '(done) => void');
  signal?.throwIfAborted();

  const key = keyOf(seed);
  const data = labelled(samples, reference);
  const foldOf = dealt(count, folds, key);
  const accuracies: number[] = [];
  let allRight = 0;
  for (let fold = 0; fold < folds; fold++) {
    const rows = Uint32Array.from(foldOf.keys());
    const training = rows.filter((row) => foldOf[row] !== fold);
    const heldOut = rows.filter((row) => foldOf[row] === fold);
    const rightOf = await trainClassifier(data, training, { hidden, key, member: fold, signal });
    const right = rightOf(heldOut);
    allRight += right;
    accuracies.push(right / heldOut.length);
    report?.((fold + 1) / folds);
  }
  return { accuracy: allRight / (2 * count), folds: accuracies, deviation: 0.5 / Math.sqrt(2 * count) };
}

/** Values farther out count as if they lay here, so that the network's numbers stay finite. */
const farthest = 1000;

/** Both sets behind one another, standardised by the moments of the reference: label 0 and label 1. */
function labelled(samples: Points, reference: Points): Labelled {
  const [count, dimension] = samples.shape;
  const values = new Float64Array(2 * count * dimension);
  for (let j = 0; j < dimension; j++) {
    const { mean, variance } = momentsOf(reference, j);
    const deviation = variance > 0 ? Math.sqrt(variance) : 1;
    [samples, reference].forEach((set, label) => {
      for (let i = 0; i < count; i++) {
        const standardised = (set.values[i * dimension + j]! - mean) / deviation;
        values[(label * count + i) * dimension + j] = Math.max(-farthest, Math.min(farthest, standardised));
      }
    });
  }
  const labels = new Uint8Array(2 * count).fill(1, count);
  return { values, dimension, labels };
}

/** The fold of each row: the rows of either set are dealt out like cards. */
function dealt(count: number, folds: number, key: ReturnType<typeof keyOf>): Uint8Array {
  const foldOf = new Uint8Array(2 * count);
  for (const label of [0, 1]) {
    const rows = Uint32Array.from({ length: count }, (_, i) => label * count + i);
    shuffle(rows, { block: 0, step: label }, key);
    rows.forEach((row, place) => {
      foldOf[row] = place % folds;
    });
  }
  return foldOf;
}
