import { planes, stride } from '../engines/cpu/block.ts';
import type { BlockScore } from '../engines/cpu/block_score.ts';
import { sumKernels } from '../engines/webgpu/sampling/sum_kernels.ts';
import { ArgumentError, requireFloat32 } from '../errors.ts';
import type { FieldDescription, FieldKind, Fields } from './field.ts';
import type { Combination, Score } from './score.ts';

/**
 * Σ wₖ·sₖ(x, σ): the score of a product of densities to the powers wₖ, up to noise. Weights may be negative.
 * @throws ArgumentError where it is sampled, when the parts differ in dimension or units
 */
export function combination(parts: Combination['parts']): Combination {
  return { kind: 'combination', parts };
}

/**
 * Guidance: weight·s_c + (1 − weight)·s_u (Ho and Salimans 2021, equation 6, with w = weight − 1). A weight of 1 is the
 * conditional score alone, one above it leads further away from what is likely without the condition.
 */
export function guided({
  conditional,
  unconditional,
  weight,
}: {
  readonly conditional: Score;
  readonly unconditional: Score;
  readonly weight: number;
}): Combination {
  return combination([
    { score: conditional, weight },
    { score: unconditional, weight: 1 - weight },
  ]);
}

/** The weighted sum of other scores. */
export const combinationField: FieldKind<Combination> = {
  check(argument, { parts }, fields) {
    if (!Array.isArray(parts) || parts.length === 0)
      throw new ArgumentError(`${argument}.parts`, parts, 'a list of at least one { score, weight }');
    const checked: Combination = {
      kind: 'combination',
      parts: parts.map((part, i) => {
        const { score, weight } = part ?? {};
        requireFloat32(`${argument}.parts[${i}].weight`, weight);
        const name = `${argument}.parts[${i}].score`;
        return { score: fields(score, name).check(name, score, fields), weight };
      }),
    };
    requireSameUnits(argument, checked, fields);
    return checked;
  },
  describe(combined, fields) {
    const described = descriptionsOf(combined, fields);
    const { dimension, transform } = described[0]!;
    const noise = described.find((part) => part.noise)?.noise;
    const moments = described.find((part) => part.moments)?.moments;
    return { dimension, ...(transform && { transform }), ...(noise && { noise }), ...(moments && { moments }) };
  },
  onCpu(combined, fields) {
    const { dimension } = descriptionsOf(combined, fields)[0]!;
    return sumOf(
      combined.parts.map(({ score, weight }) => ({ part: fields(score).onCpu(score, fields), weight })),
      dimension,
    );
  },
  async onWebgpu(combined, request, fields) {
    const parts = [];
    for (const { score, weight } of leavesOf(combined))
      parts.push({ kernels: await fields(score).onWebgpu(score, request, fields), weight });
    return sumKernels(request.device, request.buffers, parts, {
      dimension: descriptionsOf(combined, fields)[0]!.dimension,
      quads: request.quads,
    });
  },
};

/** The parts with those of combinations in their place: kernels add to one sum at a time. */
function leavesOf({ parts }: Combination): Combination['parts'] {
  return parts.flatMap(({ score, weight }) => {
    if (score.kind !== 'combination') return [{ score, weight }];
    return leavesOf(score).map((leaf) => {
      requireFloat32('the product of the weights of nested combinations', weight * leaf.weight);
      return { score: leaf.score, weight: weight * leaf.weight };
    });
  });
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
    evaluate(rows) {
      scores.fill(0);
      for (const { part, weight } of parts) {
        for (let j = 0; j < dimension; j++) {
          part.points.set(points.subarray(j * stride, j * stride + rows), j * stride);
        }
        part.evaluate(rows);
        for (let j = 0; j < dimension; j++) {
          for (let at = j * stride; at < j * stride + rows; at++) scores[at]! += weight * part.scores[at]!;
        }
      }
    },
  };
}
