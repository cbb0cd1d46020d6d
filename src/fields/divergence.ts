import { divergenceScore } from '../engines/cpu/divergence_score.ts';
import { wasmDerivatives } from '../engines/wasm/sampling/derivatives_field.ts';
import { divergenceKernels } from '../engines/webgpu/sampling/divergence_kernels.ts';
import { scoreAndTangents } from '../engines/webgpu/sampling/tangent_kernels.ts';
import { ArgumentError, requireInteger } from '../errors.ts';
import { keyOf, type Seed } from '../random.ts';
import { requireKeys } from '../require_options.ts';
import { requireScore } from './combination.ts';
import { noTangents, requireJacobian } from './derivatives.ts';
import type { FieldKind } from './field.ts';
import type { Divergence, Score } from './score.ts';

/** The most probes at a time. */
export const mostProbes = 64;

/**
 * A score with its divergence: a function of x and one more coordinate ℓ, to be sampled or evaluated like any other score. Programs
 * whose stages have a = 1, such as Euler's and Heun's, then add up b·(−tr J) in ℓ along the way of x.
 * @param options.probes Rademacher vectors v, from 1 to 64, of which each adds a coordinate with −v·(J·v), whose mean is −tr J and
 * whose variance is 2(‖S‖²_F − Σ S_ii²), S = (J + Jᵀ)/2 (Hutchinson 1989); the exact divergence unless given, at the price of
 * as many tangents as there are dimensions
 * @param options.seed of the probes; 0 unless given
 * @throws ArgumentError
 */
export function withDivergence(
  score: Score,
  options: { readonly probes?: number; readonly seed?: Seed } = {},
): Divergence {
  requireScore('score', score);
  requireKeys('', options, { probes: true, seed: true });
  const { probes, seed = 0 } = options;
  if (probes !== undefined) requireInteger('probes', probes, 1, mostProbes);
  return { kind: 'divergence', score, probes: probes ?? 0, key: keyOf(seed), firstQuad: 0 };
}

/** A score with its divergence beside it. */
export const divergenceField: FieldKind<Divergence> = {
  check(argument, given, fields) {
    requireKeys(argument, given, { kind: true, score: true, probes: true, key: true, firstQuad: true });
    const { score, probes, key, firstQuad } = given;
    const name = `${argument}.score`;
    const field = fields(score, name);
    requireJacobian(name, score);
    const checked = field.check(name, score, fields);
    requireInteger(`${argument}.probes`, probes, 0, mostProbes);
    requireInteger(`${argument}.firstQuad`, firstQuad, 0, 0xffff_ffff);
    if (!Array.isArray(key) || key.length !== 2)
      throw new ArgumentError(`${argument}.key`, key, 'two words of 32 bits');
    for (const [i, word] of key.entries()) requireInteger(`${argument}.key[${i}]`, word, 0, 0xffff_ffff);
    return { kind: 'divergence', score: checked, probes, key: [key[0]!, key[1]!], firstQuad };
  },
  describe({ score, probes }, fields) {
    const { dimension, noise, transform, particles } = fields(score).describe(score, fields);
    const estimates = Math.max(1, probes);
    const more = (value: number): number[] => Array<number>(estimates).fill(value);
    return {
      dimension: dimension + estimates,
      ...(noise && { noise }),
      ...(particles !== undefined && { particles }),
      ...(transform && {
        transform: { shift: [...transform.shift, ...more(0)], scale: [...transform.scale, ...more(1)] },
      }),
    };
  },
  part: ({ score, ...others }, first, count, fields) => ({
    ...others,
    score: fields(score).part(score, first, count, fields),
    firstQuad: others.firstQuad + first / 4,
  }),
  onCpu({ score, ...directions }, fields) {
    const field = fields(score);
    const { dimension } = field.describe(score, fields);
    const base = field.tangentsOnCpu(score, directions.probes || dimension, fields);
    return divergenceScore(base, dimension, directions);
  },
  tangentsOnCpu: noTangents,
  onWasm({ score, probes, ...others }, request, fields) {
    const field = fields(score);
    const { dimension } = field.describe(score, fields);
    const parts = field.tangentsOnWasm(score, request, fields);
    const options = { ...others, dimension, tangents: probes || dimension };
    return [wasmDerivatives(parts, probes === 0 ? 'coordinates' : 'probes', options)];
  },
  tangentsOnWasm: noTangents,
  async onWebgpu({ score, ...directions }, request, fields) {
    const field = fields(score);
    const { dimension } = field.describe(score, fields);
    const { device, buffers, quads } = request;
    const count = directions.probes || dimension;
    const parts = await field.tangentsOnWebgpu(score, count, request, fields);
    const base = await scoreAndTangents(device, buffers, parts, { dimension, quads, count });
    return divergenceKernels(device, buffers, base, { ...directions, dimension });
  },
  tangentsOnWebgpu: noTangents,
};
