import { ArgumentError } from '../errors.ts';

interface Components {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly deviations: readonly number[];
}

/** In deviations: beyond 9 a component has fallen to exp(−40.5) = 3e-18 of its height. */
const reach = 9;
/** Of density evaluations that quadrature may take: about a second. */
const affordable = 1e7;
/** Largest distance in nats of two bounds that are taken for equal. */
const agreement = 1e-6;

/**
 * The differential entropy of a mixture of isotropic normals, in nats.
 * - In one and two dimensions by the trapezoidal rule, whose error falls exponentially with the spacing.
 * - In more, by the bounds of Kolchinsky and Tracey (2017, "Estimating mixture entropy with pairwise distances",
 *   section 3: the Bhattacharyya distance from below, the Kullback–Leibler divergence from above), where they meet.
 * @throws ArgumentError where they do not, or where deviations differ too much for an even grid.
 */
export function mixtureEntropy(components: Components): number {
  const dimension = components.means[0]!.length;
  if (dimension <= 2) return byQuadrature(components);
  const [least, most] = bounds(components);
  if (most - least < agreement) return (least + most) / 2;
  throw new ArgumentError(
    'dimension',
    dimension,
    'at most 2 for the entropy of components that overlap',
    `The entropy lies between ${least.toFixed(3)} and ${most.toFixed(3)} nats.`,
  );
}

/** −∫ p ln p over the cells of an even grid that some component reaches. */
function byQuadrature({ weights, means, deviations }: Components): number {
  const dimension = means[0]!.length;
  // A third of the least deviation: with a sixth, the entropies of all named targets are the same to 1e-9.
  const spacing = Math.min(...deviations) / 3;
  const evaluations = deviations.reduce((sum, deviation) => sum + ((2 * reach * deviation) / spacing) ** dimension, 0);
  if (evaluations > affordable) {
    throw new ArgumentError(
      'deviations',
      deviations,
      'closer to each other for an entropy by quadrature',
      `An even grid as fine as the smallest, ${Math.min(...deviations)}, would take ${evaluations.toExponential(0)} evaluations.`,
    );
  }
  const density = new Map<number, number>();
  means.forEach((mean, k) => {
    const [across, down] = mean.map((center) => profile(center, deviations[k]!, spacing));
    for (const [row, y] of down ?? [[0, 1]]) {
      for (const [column, x] of across!) {
        const cell = row! * 2 ** 26 + column;
        density.set(cell, (density.get(cell) ?? 0) + weights[k]! * x * y!);
      }
    }
  });
  let sum = 0;
  for (const p of density.values()) if (p > 0) sum -= p * Math.log(p);
  return sum * spacing ** dimension;
}

/** A normal density of one dimension at the multiples of a spacing within its reach, each with its number. */
function profile(mean: number, deviation: number, spacing: number): [index: number, density: number][] {
  const first = Math.ceil((mean - reach * deviation) / spacing);
  const last = Math.floor((mean + reach * deviation) / spacing);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const z = ((first + i) * spacing - mean) / deviation;
    return [first + i, Math.exp(-0.5 * z * z) / (deviation * Math.sqrt(2 * Math.PI))];
  });
}

/** Σ_k w_k·h(p_k) − Σ_k w_k ln Σ_m w_m exp(−D(p_k, p_m)), with the two divergences D. */
function bounds({ weights, means, deviations }: Components): [least: number, most: number] {
  const dimension = means[0]!.length;
  let least = 0;
  let most = 0;
  for (const [k, weight] of weights.entries()) {
    const variance = deviations[k]! ** 2;
    let bhattacharyya = 0;
    let kullback = 0;
    for (const [m, other] of weights.entries()) {
      const otherVariance = deviations[m]! ** 2;
      const square = means[k]!.reduce((sum, x, j) => sum + (x - means[m]![j]!) ** 2, 0);
      const middle = (variance + otherVariance) / 2;
      const ratio = variance / otherVariance;
      bhattacharyya +=
        other *
        Math.exp(-square / (8 * middle) - (dimension / 2) * Math.log(middle / (deviations[k]! * deviations[m]!)));
      kullback += other * Math.exp(-0.5 * (square / otherVariance + dimension * (ratio - 1 - Math.log(ratio))));
    }
    const own = (dimension / 2) * Math.log(2 * Math.PI * Math.E * variance);
    least += weight * (own - Math.log(bhattacharyya));
    most += weight * (own - Math.log(kullback));
  }
  return [least, most];
}
