import { measuredScore } from '../engines/cpu/measured_score.ts';
import { type MeasuredDirections, measuredDirections } from '../engines/measured_directions.ts';
import { wasmMeasured } from '../engines/wasm/sampling/measured_field.ts';
import { measuredKernels } from '../engines/webgpu/sampling/measured_kernels.ts';
import { scoreAndTangents } from '../engines/webgpu/sampling/tangent_kernels.ts';
import { type LinearMeasurement, measurementOf } from '../measurements/measurement.ts';
import { requireKeys } from '../require_options.ts';
import { requireScore } from './combination.ts';
import { noTangents, requireJacobian } from './derivatives.ts';
import type { FieldKind, Fields } from './field.ts';
import type { Measured, Score } from './score.ts';

/**
 * A score led towards what was measured of the points: y = A·x + ε with normal noise ε, to be sampled like any other. It is that of
 * the posterior p(x | y) at small σ, and an approximation at large σ, which samplers carry into the weights of modes; `samplePosterior`
 * makes up for it. Takes a product with the Jacobian of the score at each evaluation.
 * @throws ArgumentError unless the measurement is one; and where it is sampled, when it is one of another dimension, or the score
 * is, or has a part that is, measured already
 */
export function measured(score: Score, measurement: LinearMeasurement): Measured {
  requireScore('score', score);
  const first: unknown = (measurement as Partial<LinearMeasurement> | undefined)?.matrix?.[0];
  const columns = (first as ArrayLike<number> | undefined)?.length;
  return { kind: 'measured', score, measurement: measurementOf('measurement', measurement, columns ?? 1) };
}

/** A score led towards a linear measurement. */
export const measuredField: FieldKind<Measured> = {
  check(argument, given, fields) {
    requireKeys(argument, given, { kind: true, score: true, measurement: true });
    const name = `${argument}.score`;
    requireScore(name, given.score);
    requireJacobian(name, given.score);
    const field = fields(given.score, name);
    const score = field.check(name, given.score, fields);
    const { dimension } = field.describe(score, fields);
    return {
      kind: 'measured',
      score,
      measurement: measurementOf(`${argument}.measurement`, given.measurement, dimension),
    };
  },
  describe: ({ score }, fields) => fields(score).describe(score, fields),
  part: ({ kind, score, measurement }, first, count, fields) => ({
    kind,
    score: fields(score).part(score, first, count, fields),
    measurement,
  }),
  onCpu: (given, fields) =>
    measuredScore(fields(given.score).tangentsOnCpu(given.score, 1, fields), directionsFor(given, fields)),
  tangentsOnCpu: noTangents,
  onWasm: (given, request, fields) => {
    const parts = fields(given.score).tangentsOnWasm(given.score, request, fields);
    return [wasmMeasured(parts, directionsFor(given, fields), request)];
  },
  tangentsOnWasm: noTangents,
  async onWebgpu(given, request, fields) {
    const { device, buffers, quads, sigmas } = request;
    const directions = directionsFor(given, fields);
    const parts = await fields(given.score).tangentsOnWebgpu(given.score, 1, request, fields);
    const { dimension } = directions;
    const score = await scoreAndTangents(device, buffers, parts, { dimension, quads, count: 1 });
    return measuredKernels(device, buffers, score, directions, sigmas);
  },
  tangentsOnWebgpu: noTangents,
};

function directionsFor({ score, measurement }: Measured, fields: Fields): MeasuredDirections {
  return measuredDirections('score.measurement', measurement, fields(score).describe(score, fields));
}
