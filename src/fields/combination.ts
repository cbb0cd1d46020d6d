import { planes, stride } from '../engines/cpu/block.ts';
import type { BlockScore } from '../engines/cpu/block_score.ts';
import type { BlockTangents } from '../engines/cpu/block_tangents.ts';
import { sumKernels } from '../engines/webgpu/sampling/sum_kernels.ts';
import { ArgumentError, requireFloat32, squarable } from '../errors.ts';
import { isRecord, requireKeys } from '../require_options.ts';
import type { FieldDescription, FieldKind, Fields } from './field.ts';
import type { Combination, Score } from './score.ts';

/**
 * Σ wₖ·sₖ(x, σ): the score of a product of densities to the powers wₖ, up to noise. Weights may be negative.
 * @throws ArgumentError unless parts are a list of scores with weights; and where it is sampled, when a score is none or they
 * differ in dimension or units
 */
export function combination(parts: Combination['parts']): Combination {
  requireParts('score', parts);
  return { kind: 'combination', parts };
}

/** The weighted sum of other scores. */
export const combinationField: FieldKind<Combination> = {
  check(argument, given, fields) {
    requireKeys(argument, given, { kind: true, parts: true });
    const { parts } = given;
    requireParts(argument, parts);
    requireShallow(argument, given);
    const checked: Combination = {
      kind: 'combination',
      parts: parts.map(({ score, weight }, i) => {
        const name = `${argument}.parts[${i}].score`;
        requireNoDerivatives(name, score);
        return { score: fields(score, name).check(name, score, fields), weight };
      }),
    };
    requireSameUnits(argument, checked, fields);
    requireSameParticles(argument, checked, fields);
    return checked;
  },
  describe(combined, fields) {
    const described = descriptionsOf(combined, fields);
    const { dimension, transform } = described[0]!;
    const noise = described.find((part) => part.noise)?.noise;
    const moments = described.find((part) => part.moments)?.moments;
    const particles = described.find((part) => part.particles)?.particles;
    return {
      dimension,
      ...(transform && { transform }),
      ...(noise && { noise }),
      ...(moments && { moments }),
      ...(particles !== undefined && { particles }),
    };
  },
  part: ({ kind, parts }, first, count, fields) => ({
    kind,
    parts: parts.map(({ score, weight }) => ({ score: fields(score).part(score, first, count, fields), weight })),
  }),
  onCpu(combined, fields) {
    const { dimension } = descriptionsOf(combined, fields)[0]!;
    return sumOf(
      combined.parts.map(({ score, weight }) => ({ part: fields(score).onCpu(score, fields), weight })),
      dimension,
    );
  },
  tangentsOnCpu(combined, count, fields) {
    const { dimension } = descriptionsOf(combined, fields)[0]!;
    const parts = combined.parts.map(({ score, weight }) => {
      return { part: fields(score).tangentsOnCpu(score, count, fields), weight };
    });
    return tangentsOfSum(parts, dimension, count);
  },
  onWasm: (combined, request, fields) => summandsOf(combined, (score) => fields(score).onWasm(score, request, fields)),
  tangentsOnWasm: (combined, request, fields) =>
    summandsOf(combined, (score) => fields(score).tangentsOnWasm(score, request, fields)),
  async onWebgpu(combined, request, fields) {
    const parts = [];
    for (const { score, weight } of leavesOf(combined))
      parts.push({ kernels: await fields(score).onWebgpu(score, request, fields), weight });
    return sumKernels(request.device, request.buffers, parts, {
      dimension: descriptionsOf(combined, fields)[0]!.dimension,
      quads: request.quads,
    });
  },
  async tangentsOnWebgpu(combined, count, request, fields) {
    const parts = [];
    for (const { score, weight } of leavesOf(combined)) {
      for (const part of await fields(score).tangentsOnWebgpu(score, count, request, fields))
        parts.push({ ...part, weight: weight * part.weight });
    }
    return parts;
  },
};

/** Combinations of combinations, so many deep at most; one that holds itself is deeper than any. */
const deepest = 32;

function requireShallow(argument: string, given: Combination): void {
  if (argument.split('.parts[').length <= deepest) return;
  throw new ArgumentError(argument.slice(0, argument.indexOf('.parts[')), given, `nested at most ${deepest} deep`);
}

function requireParts(argument: string, parts: Combination['parts']): void {
  if (!Array.isArray(parts) || parts.length === 0)
    throw new ArgumentError(`${argument}.parts`, parts, 'a list of at least one { score, weight }');
  for (const [i, part] of parts.entries()) {
    const name = `${argument}.parts[${i}]`;
    requireKeys<Combination['parts'][number]>(name, part, { score: true, weight: true });
    requireScore(`${name}.score`, part.score);
    requireWeight(`${name}.weight`, part.weight);
  }
}

/** A sum of scores should stay finite, so weights end before float32 does. */
export function requireWeight(argument: string, given: unknown): void {
  requireFloat32(argument, given, { least: -squarable.most, most: squarable.most });
}

/** What can be said of a score without knowing the kinds. @throws ArgumentError */
export function requireScore(argument: string, given: unknown): void {
  if (!isRecord(given) || typeof (given as Partial<Score>).kind !== 'string')
    throw new ArgumentError(argument, given, 'a score, such as a trained model or a Gaussian mixture');
}

/** Refuses a score with derivatives beside it, for which kernels add up the parts themselves. @throws ArgumentError */
function requireNoDerivatives(argument: string, { kind }: Score): void {
  if (kind !== 'divergence' && kind !== 'tangent') return;
  throw new ArgumentError(
    argument,
    `a score of the kind ${kind}`,
    'one without derivatives',
    'Take those of the sum: withDivergence(combination([…])).',
  );
}

/** The parts with those of combinations in their place: kernels add to one sum at a time. */
function leavesOf({ parts }: Combination): Combination['parts'] {
  return parts.flatMap(({ score, weight }) => {
    if (score.kind !== 'combination') return [{ score, weight }];
    return leavesOf(score).map((leaf) => {
      requireWeight('the product of the weights of nested combinations', weight * leaf.weight);
      return { score: leaf.score, weight: weight * leaf.weight };
    });
  });
}

/** What the leaves give, each times the weight of its leaf. */
function summandsOf<Summand extends { readonly weight: number }>(
  combined: Combination,
  summands: (score: Score) => readonly Summand[],
): Summand[] {
  return leavesOf(combined).flatMap(({ score, weight }) =>
    summands(score).map((summand) => ({ ...summand, weight: weight * summand.weight })),
  );
}

function descriptionsOf({ parts }: Combination, fields: Fields): FieldDescription[] {
  return parts.map(({ score }) => fields(score).describe(score, fields));
}

function requireSameUnits(argument: string, combined: Combination, fields: Fields): void {
  const [first, ...others] = descriptionsOf(combined, fields);
  others.forEach(({ dimension, transform }, i) => {
    if (dimension !== first!.dimension)
      throw new ArgumentError(
        `${argument}.parts[${i + 1}].score`,
        `a score of ${dimension} dimension(s)`,
        `of ${first!.dimension}, as that of parts[0]`,
      );
    if (JSON.stringify(transform) !== JSON.stringify(first!.transform))
      throw new ArgumentError(
        `${argument}.parts[${i + 1}].score.transform`,
        transform,
        'that of parts[0]: scores in different units do not add up',
        'Train one model with the transform of the other: standardise: other.transform.',
      );
  });
}

function requireSameParticles(argument: string, combined: Combination, fields: Fields): void {
  const counts = descriptionsOf(combined, fields).map(({ particles }) => particles);
  const known = counts.find((count) => count !== undefined);
  const other = counts.findIndex((count) => count !== undefined && count !== known);
  if (other < 0) return;
  throw new ArgumentError(
    `${argument}.parts[${other}].score`,
    `a score of ${counts[other]} particles`,
    `of ${known}, as the parts before it`,
  );
}

function sumOf(
  parts: readonly { readonly part: BlockScore; readonly weight: number }[],
  dimension: number,
): BlockScore {
  const points = planes(dimension);
  const scores = planes(dimension);
  return {
    points,
    scores,
    work: parts.reduce((sum, { part }) => sum + part.work, 0),
    setLevel(sigma) {
      for (const { part } of parts) part.setLevel(sigma);
    },
    evaluate(rows, first) {
      scores.fill(0);
      for (const { part, weight } of parts) {
        copyPlanes(points, part.points, dimension, rows);
        part.evaluate(rows, first);
        addPlanes(weight, part.scores, scores, dimension, rows);
      }
    },
  };
}

function tangentsOfSum(
  parts: readonly { readonly part: BlockTangents; readonly weight: number }[],
  dimension: number,
  count: number,
): BlockTangents {
  const tangents = planes(count * dimension);
  const products = planes(count * dimension);
  return {
    ...sumOf(parts, dimension),
    tangents,
    products,
    multiply(rows) {
      products.fill(0);
      for (const { part, weight } of parts) {
        copyPlanes(tangents, part.tangents, count * dimension, rows);
        part.multiply(rows);
        addPlanes(weight, part.products, products, count * dimension, rows);
      }
    },
  };
}

function copyPlanes(from: Float64Array, to: Float64Array, count: number, rows: number): void {
  for (let j = 0; j < count; j++) to.set(from.subarray(j * stride, j * stride + rows), j * stride);
}

/** Adds weight times some planes to others. */
function addPlanes(weight: number, from: Float64Array, to: Float64Array, count: number, rows: number): void {
  for (let j = 0; j < count; j++) {
    for (let at = j * stride; at < j * stride + rows; at++) to[at]! += weight * from[at]!;
  }
}
