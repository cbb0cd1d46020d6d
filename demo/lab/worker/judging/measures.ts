import { deviationOf, exactMixture, type GaussianMixture, modeWeights, type Points } from '../../../../src/index.ts';
import type { PaneMeasures } from '../../protocol.ts';
import type { Problem } from '../../run/problem.ts';
import { samplingsOf } from '../../run/sampling.ts';
import type { Settings } from '../../settings/settings.ts';
import { extentOf } from '../extent.ts';
import { apart, countsIn, type Extent, scaledTo, sharesIn, sideOf, total, within } from './cells.ts';
import { modeFinding, shareError, shareFinding, widthFinding } from './findings.ts';
import { modesOf, widest } from './modes.ts';
import { mostSamples, perfectTarget } from './reference.ts';
import { type Spread, spreadOf } from './spread.ts';
import { wordsOf } from './words.ts';
import { measured, type Yardstick, yardsticksOf } from './yardsticks.ts';

/** Samples at the end of a run, and how they came about. */
export interface Run {
  readonly settings: Settings;
  readonly samples: Points;
  /** σ of the noise that is left in them; 0 for most samplers. */
  readonly end: number;
  /** What the same sampler gives by the exact score, on the same random numbers. */
  readonly control: Points | undefined;
  /** Whether they are the first set of particles or the one beside it; the first unless given. */
  readonly pane?: 0 | 1;
  /** Steps that the network is trained. */
  readonly step?: number;
}

/** Judges samples of one problem. What perfect draws show is found once for each count and noise. */
export interface Judge {
  measuresOf(run: Run): PaneMeasures;
}

/** Samples whose distance is measured, those whose modes are counted, and draws that stand for what has no closed form. */
const most = { measured: 4096, counted: 8192, drawn: 65_536 };
/** Components of a mixture that a table can show. */
const mostComponents = 25;

/** What samples with some noise in them are held against. */
interface Standard {
  readonly mixture: GaussianMixture | undefined;
  readonly yardsticks: readonly Yardstick[];
  readonly cells: Float32Array;
  readonly apart: number | undefined;
  readonly spread: Spread | undefined;
  /** Of some perfect draws, those that lie beyond the figures. */
  readonly far: { readonly share: number; readonly count: number };
}

export function createJudge(problem: Problem, extent: Extent = extentOf(problem.data)): Judge {
  const { dimension, data, mixture, target } = problem;
  const deviation = deviationOf(data);
  const detail = mixture?.deviations.reduce((a, b) => Math.min(a, b));
  const few = mixture && mixture.weights.length <= mostComponents ? mixture : undefined;
  const modes = few ? modesOf(few) : [];
  const standards = new Map<string, Standard>();

  function standardOf(count: number, end: number): Standard {
    const key = `${count} ${end}`;
    const standard = standards.get(key) ?? createStandard(count, end);
    standards.set(key, standard);
    return standard;
  }

  function createStandard(count: number, end: number): Standard {
    const perfect = perfectTarget(problem, end);
    const mixture = exactMixture(perfect);
    // Cells of a mixture are known, so that fewer draws will do; of a file there are only its rows.
    const wanted = mixture ? most.counted : most.drawn;
    const draws = perfect.sample(target ? wanted : Math.min(wanted, data.shape[0]), { seed: 2_000_000 });
    // Of an even seed and the next: without a common row.
    const half = (seed: number) => countsIn(perfect.sample(count, { seed }), extent);
    return {
      apart: target ? undefined : apart(half(2_000_000), half(2_000_001)),
      ...{ mixture, yardsticks: yardsticksOf(perfect, count), far: farIn(draws) },
      cells: mixture ? sharesIn(mixture, extent) : countsIn(draws, extent),
      spread: mixture && spreadWithin(mixture, draws),
    };
  }

  function farIn(samples: Points): { share: number; count: number } {
    const [count] = samples.shape;
    return { share: 1 - total(countsIn(samples, extent)) / count, count };
  }

  return {
    measuresOf({ settings, samples, end, control, pane = 0, step }) {
      const compared = first(samples, Math.min(most.measured, mostSamples(problem)));
      const standard = standardOf(compared.shape[0], end);
      const counted = Math.min(most.counted, samples.shape[0]);
      const perturbed = few && (end > 0 ? few.perturbed(end) : few);
      const sharesOf = (points: Points) => (perturbed ? modeWeights(perturbed, first(points, counted)).shares : []);
      const shares = sharesOf(samples);
      const controlShares = control && sharesOf(control);
      const measures = measured(compared, standard.yardsticks);
      const found = countsIn(samples, extent);
      return {
        ...{ measures, side: sideOf(dimension), found, expected: scaledTo(found, standard.cells) },
        apart: standard.apart,
        weights: shares.map((share, k) => {
          const expected = few!.weights[k]!;
          return { found: share, expected, error: shareError(expected, counted) };
        }),
        words: wordsOf({
          measures,
          controlMeasures: control && measured(first(control, compared.shape[0]), standard.yardsticks),
          modes: modes.map((mode) =>
            modeFinding(mode, { shares, control: controlShares, count: counted, among: modes.length }),
          ),
          widest: widest(modes),
          far: shareFinding(farIn(samples), standard.far, control && farIn(control).share),
          ...spreadFindings(standard, samples, control),
          ...{ end, deviation, detail, step, steps: settings.steps },
          ...setupOf(settings, pane),
          halves: target ? undefined : compared.shape[0],
        }),
      };
    },
  };

  /** What lies far out is a remark of its own. */
  function spreadWithin(mixture: GaussianMixture, points: Points): Spread | undefined {
    const inside = within(points, extent);
    return inside.shape[0] > 0 ? spreadOf(mixture, inside) : undefined;
  }

  function spreadFindings({ mixture, spread: perfect }: Standard, samples: Points, control: Points | undefined) {
    if (!mixture || !perfect) return { stray: undefined, width: undefined };
    const found = spreadWithin(mixture, first(samples, most.measured));
    if (!found) return { stray: undefined, width: undefined };
    const ofControl = control && spreadWithin(mixture, first(control, most.measured));
    return {
      stray: shareFinding(found.stray, perfect.stray, ofControl?.stray.share),
      width: widthFinding(found, perfect, ofControl, few || dimension === 1 ? 0 : 1),
    };
  }
}

function setupOf(settings: Settings, pane: 0 | 1) {
  const { method, beside, perLevel, share } = settings;
  const samplings = samplingsOf(settings);
  const { noise, score } = samplings[pane] ?? samplings[0];
  const name = pane === 1 && beside !== 'none' ? beside : method;
  return { exact: score === 'exact', setup: { method: name, levels: noise.levels, perLevel, share } };
}

function first({ values, shape: [count, dimension] }: Points, most: number): Points {
  const used = Math.min(count, most);
  return { values: values.subarray(0, used * dimension), shape: [used, dimension] };
}
