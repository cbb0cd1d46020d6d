import { tangentScore } from '../engines/cpu/tangent_score.ts';
import { wasmDerivatives } from '../engines/wasm/sampling/derivatives_field.ts';
import { tangentKernels } from '../engines/webgpu/sampling/divergence_kernels.ts';
import { scoreAndTangents } from '../engines/webgpu/sampling/tangent_kernels.ts';
import { requireKeys } from '../require_options.ts';
import { noTangents, requireJacobian } from './derivatives.ts';
import type { FieldKind } from './field.ts';
import type { Tangent } from './score.ts';

/** A score and the products of its Jacobian with tangents that stand beside the points. */
export const tangentField: FieldKind<Tangent> = {
  check(argument, given, fields) {
    requireKeys(argument, given, { kind: true, score: true });
    const name = `${argument}.score`;
    const field = fields(given.score, name);
    requireJacobian(name, given.score);
    return { kind: 'tangent', score: field.check(name, given.score, fields) };
  },
  describe({ score }, fields) {
    const { dimension, noise, transform, particles } = fields(score).describe(score, fields);
    return {
      dimension: 2 * dimension,
      ...(noise && { noise }),
      ...(particles !== undefined && { particles }),
      ...(transform && {
        transform: {
          shift: [...transform.shift, ...transform.shift.map(() => 0)],
          scale: [...transform.scale, ...transform.scale],
        },
      }),
    };
  },
  part: ({ kind, score }, first, count, fields) => ({
    kind,
    score: fields(score).part(score, first, count, fields),
  }),
  onCpu({ score }, fields) {
    const field = fields(score);
    return tangentScore(field.tangentsOnCpu(score, 1, fields), field.describe(score, fields).dimension);
  },
  tangentsOnCpu: noTangents,
  onWasm({ score }, request, fields) {
    const field = fields(score);
    const { dimension } = field.describe(score, fields);
    return [wasmDerivatives(field.tangentsOnWasm(score, request, fields), 'given', { dimension, tangents: 1 })];
  },
  tangentsOnWasm: noTangents,
  async onWebgpu({ score }, request, fields) {
    const field = fields(score);
    const { dimension } = field.describe(score, fields);
    const { device, buffers, quads } = request;
    const parts = await field.tangentsOnWebgpu(score, 1, request, fields);
    return tangentKernels(device, await scoreAndTangents(device, buffers, parts, { dimension, quads, count: 1 }));
  },
  tangentsOnWebgpu: noTangents,
};
