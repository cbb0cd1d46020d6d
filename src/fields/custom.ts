import { customBlockScore } from '../engines/cpu/custom_score.ts';
import { customTangents } from '../engines/cpu/custom_tangents.ts';
import { wasmCustom } from '../engines/wasm/sampling/custom_field.ts';
import { customKernels, prefix, customTangents as tangentKernels } from '../engines/webgpu/sampling/custom_kernels.ts';
import { userSource } from '../engines/webgpu/wgsl/user_source.ts';
import { ArgumentError, requireInteger } from '../errors.ts';
import { requireFunction, requireKeys } from '../require_options.ts';
import type { FieldKind } from './field.ts';
import type { CustomScore } from './score.ts';

/** Most coordinates of a point that a function in WGSL takes. */
const mostDimensions = 1024;

/**
 * A score function of one's own: in WGSL for WebGPU, and the same of one point in TypeScript for the other engines. Where there
 * are both, the device is checked against the function at first use.
 * @param wgsl defines `fn score(x: array<f32, D>, sigma: f32) -> array<f32, D>`, D the dimension as a number, and may have any
 * functions and constants beside it; their names cannot collide with those of the library.
 * @throws ArgumentError when there is neither, or the source has what only the library can give, such as bindings
 */
export function customScore(options: {
  readonly dimension: number;
  readonly wgsl?: string;
  readonly cpu?: NonNullable<CustomScore['cpu']>;
}): CustomScore {
  requireKeys('score', options, { dimension: true, wgsl: true, cpu: true });
  const { dimension, wgsl, cpu } = options;
  if (cpu !== undefined) requireTwin('score', cpu);
  return customField.check(
    'score',
    withTwin({ kind: 'custom', dimension, ...(wgsl !== undefined && { wgsl }) }, cpu),
    () => {
      throw new Error('a custom score has no parts');
    },
  );
}

/** The score function of a user's own. */
export const customField: FieldKind<CustomScore> = {
  check(argument, given) {
    requireKeys(argument, given, { kind: true, dimension: true, wgsl: true, cpu: true });
    const { dimension, wgsl, cpu } = given;
    requireInteger(`${argument}.dimension`, dimension, 1, mostDimensions);
    if (wgsl !== undefined && typeof wgsl !== 'string')
      throw new ArgumentError(`${argument}.wgsl`, wgsl, 'a text in WGSL');
    if (cpu !== undefined) requireTwin(argument, cpu);
    if (wgsl === undefined && cpu === undefined)
      throw new ArgumentError(`${argument}.wgsl`, wgsl, 'given, or cpu, or both');
    if (wgsl !== undefined) userSource(wgsl, { dimension, prefix });
    return withTwin({ kind: 'custom', dimension, ...(wgsl !== undefined && { wgsl }) }, cpu);
  },
  describe: ({ dimension }) => ({ dimension }),
  part: (score) => score,
  onCpu: ({ dimension, cpu }) => customBlockScore(dimension, requireGivenTwin(cpu)),
  tangentsOnCpu: ({ dimension, cpu }, count) => customTangents(dimension, requireGivenTwin(cpu), count),
  onWasm: ({ dimension, cpu }) => [wasmCustom(dimension, requireGivenTwin(cpu))],
  tangentsOnWasm: ({ dimension, cpu }) => [wasmCustom(dimension, requireGivenTwin(cpu))],
  async onWebgpu({ dimension, wgsl, cpu }, { device, buffers, quads }) {
    return customKernels(device, buffers, { dimension, wgsl: requireGivenSource(wgsl), cpu }, quads);
  },
  async tangentsOnWebgpu({ dimension, wgsl, cpu }, count, { device, buffers, quads }) {
    const given = { dimension, wgsl: requireGivenSource(wgsl), cpu };
    return [await tangentKernels(device, buffers, given, { quads, count })];
  },
};

function requireGivenSource(wgsl: string | undefined): string {
  if (wgsl !== undefined) return wgsl;
  throw new ArgumentError(
    'score.wgsl',
    wgsl,
    'given on WebGPU',
    'Or take the engine wasm or cpu, which run score.cpu.',
  );
}

function requireTwin(argument: string, cpu: unknown): void {
  requireFunction(`${argument}.cpu`, cpu, '(x, sigma) => score of one point');
}

function requireGivenTwin(cpu: CustomScore['cpu']): NonNullable<CustomScore['cpu']> {
  if (cpu) return cpu;
  throw new ArgumentError(
    'score.cpu',
    cpu,
    'given where there is no WebGPU: only that runs WGSL',
    'Give customScore a twin in TypeScript: cpu.',
  );
}

/** A function is no plain data: where it is not enumerable, copies leave it behind instead of failing. */
function withTwin(score: Omit<CustomScore, 'cpu'>, cpu: CustomScore['cpu']): CustomScore {
  if (cpu) Object.defineProperty(score, 'cpu', { value: cpu, enumerable: false });
  return score;
}
