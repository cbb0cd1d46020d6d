import { ArgumentError } from '../../../errors.ts';
import type { CustomScore } from '../../../fields/score.ts';
import { points } from '../../../points.ts';
import { stage } from '../../../samplers/program.ts';
import { customBlockScore } from '../../cpu/custom_score.ts';
import { scorePoints } from '../../cpu/score_points.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { submitPass } from '../device/transfer.ts';
import type { Part } from '../wgsl/compose.ts';
import { isRefusedByDriver, type Kernel } from '../wgsl/kernel.ts';
import { tokens } from '../wgsl/tokens.ts';
import { aloneModule, userMessages } from '../wgsl/user_alone.ts';
import { userSource } from '../wgsl/user_source.ts';
import { once } from './once.ts';
import { inLanes, mostInLanes, type ScoreKernels } from './score_kernels.ts';
import { scorePlanes } from './scores_in_planes.ts';
import type { TangentKernels } from './tangent_kernels.ts';

/** What a user's names begin with in our modules. */
export const prefix = 'user_';

/** Points and noise levels at which a function is compared with its twin. */
const checkedPoints = 64;
const checkedSigmas = [10, 1, 0.1];
/** Parts of the largest score: far above what float32 loses in a sane function, far below what another function gives. */
const tolerance = 1e-3;

type Wanted = { readonly dimension: number; readonly wgsl: string; readonly cpu: CustomScore['cpu'] };

/** Sources that a device is known to compile, and the twins that they were compared with. */
const known = new WeakMap<Device, Map<string, Promise<void>>>();
const compared = new WeakMap<Device, WeakMap<NonNullable<CustomScore['cpu']>, Set<string>>>();

/** The score function of a user's own. @throws ArgumentError when it does not compile, or is not what its twin is */
export async function customKernels(
  device: Device,
  buffers: Buffers,
  given: Wanted,
  quads: number,
): Promise<ScoreKernels> {
  return kernelsOf(device, buffers, { dimension: given.dimension, text: await checkedText(device, given) }, quads);
}

/** The same with products of its Jacobian and so many tangents, by central differences. @throws ArgumentError likewise */
export async function customTangents(
  device: Device,
  buffers: Buffers,
  given: Wanted,
  { quads, count }: { readonly quads: number; readonly count: number },
): Promise<TangentKernels> {
  const { dimension } = given;
  const text = await checkedText(device, given);
  return {
    kernels: await kernelsOf(device, buffers, { dimension, text }, quads),
    weight: 1,
    async multiply(shared) {
      const parts = ['sampling/dispatch', 'fields/summand', 'fields/custom_tangents', { text }];
      const kernel = (await kernelInPlanes(device, dimension, parts)).bind(shared);
      return (pass, offset, quads) => kernel.dispatch(pass, offset, Math.ceil(quads / 64), 4, count);
    },
  };
}

/** Its text as part of a kernel. */
async function checkedText(device: Device, given: Wanted): Promise<string> {
  const { dimension, wgsl } = given;
  const text = withoutComments(userSource(wgsl, { dimension, prefix }));
  await requireCompiled(device, given);
  await requireTwin(device, given, text);
  return text;
}

/** On one line: a comment may hold what we look for in shaders, such as the declaration of a binding. */
function withoutComments(text: string): string {
  return tokens(text)
    .map(({ text, end }, i, all) => (all[i + 1]?.start === end ? text : `${text} `))
    .join('');
}

async function kernelsOf(
  device: Device,
  buffers: Buffers,
  { dimension, text }: { readonly dimension: number; readonly text: string },
  quads: number,
): Promise<ScoreKernels> {
  // Kept for a while alone: a page may change the text with every move of a slider.
  const common = { frozen: true, work: 1000 };
  if (dimension <= mostInLanes) {
    return {
      ...{ ...common, ...inLanes(device, 1), buffers: {} },
      parts: ['sampling/particles_lanes', 'fields/score_custom_lanes', { text }],
      constants: { DIMENSION: dimension, GROUPS: 1 },
    };
  }
  const planes = await scorePlanes(device, buffers, dimension, quads);
  return {
    ...{ ...common, ...planes, constants: {} },
    async prelude(shared) {
      const { layer, activations: scores } = planes.buffers;
      const parts = ['sampling/dispatch', 'network/layer', 'fields/custom_planes', { text }];
      const kernel = (await kernelInPlanes(device, dimension, parts)).bind({ ...shared, layer, scores });
      return (pass, offset, quads) => kernel.dispatch(pass, offset, Math.ceil(quads / 64), 4);
    },
  };
}

/** @throws ArgumentError where a driver has no room for points of so many coordinates */
async function kernelInPlanes(device: Device, dimension: number, parts: readonly Part[]): Promise<Kernel> {
  try {
    return await device.kernel(parts, { DIMENSION: dimension }, { frozen: true });
  } catch (error) {
    device.requireHealthy();
    if (!isRefusedByDriver(error)) throw error;
    throw new ArgumentError(
      'score.dimension',
      dimension,
      'less for this function on this device, whose driver cannot compile it for points of so many coordinates',
      'Or take the engine wasm or cpu, which run score.cpu.',
    );
  }
}

/** Compiles the source alone, so that every message is of its own lines. */
function requireCompiled(device: Device, { dimension, wgsl }: Wanted): Promise<void> {
  const sources = known.get(device) ?? new Map<string, Promise<void>>();
  known.set(device, sources);
  const key = `${dimension} ${wgsl}`;
  const found = sources.get(key);
  if (found) return found;
  const compiled = compileAlone(device, dimension, wgsl);
  sources.set(key, compiled);
  compiled.catch(() => sources.delete(key));
  return compiled;
}

async function compileAlone({ gpu }: Device, dimension: number, wgsl: string): Promise<void> {
  gpu.pushErrorScope('validation');
  const module = gpu.createShaderModule({ label: 'score', code: aloneModule(wgsl, dimension) });
  // Closed before any other work can come in between, whose errors it would take.
  const scope = gpu.popErrorScope();
  const [{ messages }, error] = await Promise.all([module.getCompilationInfo(), scope]);
  if (!error && messages.every(({ type }) => type !== 'error')) return;
  const words = userMessages(messages, wgsl, dimension) || error?.message;
  throw new ArgumentError('score.wgsl', 'a text that does not compile', 'valid WGSL', `The compiler says:\n${words}`);
}

/** Compares it with its twin, where it has one, once on a device. */
async function requireTwin(device: Device, { dimension, wgsl, cpu }: Wanted, text: string): Promise<void> {
  if (!cpu) return;
  const twins = compared.get(device) ?? new WeakMap<NonNullable<CustomScore['cpu']>, Set<string>>();
  compared.set(device, twins);
  const sources = twins.get(cpu) ?? new Set<string>();
  twins.set(cpu, sources);
  if (sources.has(wgsl)) return;
  const at = points(
    // None of them 0, where a score may have a pole.
    Float32Array.from({ length: checkedPoints * dimension }, (_, i) => 3 * Math.sin(1.3 * i * i + i + 0.5)),
    dimension,
  );
  for (const sigma of checkedSigmas) {
    const program = { stages: [stage({ sigma, level: 0, a: 0, b: 1 })], end: sigma };
    const make = (buffers: Buffers, quads: number) => kernelsOf(device, buffers, { dimension, text }, quads);
    const ours = await once(device, make, at, program, async ({ encode, read }) => {
      submitPass(device, encode);
      return read();
    });
    requireClose(ours, scorePoints(customBlockScore(dimension, cpu), at, sigma).values, at.values, dimension, sigma);
  }
  sources.add(wgsl);
}

function requireClose(
  ours: Float32Array,
  twin: Float32Array,
  at: Float32Array,
  dimension: number,
  sigma: number,
): void {
  const scale = twin.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  // A score may be of a part of the space: where the twin has none there is nothing to compare, unless that is nearly everywhere.
  const partial = twin.filter(Number.isFinite).length >= twin.length / 4;
  // Written so that neither NaN nor infinity is close to a number.
  const bad = ours.findIndex(
    (value, i) => !(Math.abs(value - twin[i]!) <= tolerance * scale) && !(partial && !Number.isFinite(twin[i])),
  );
  if (bad < 0) return;
  const row = Math.floor(bad / dimension) * dimension;
  // Of many coordinates, four that hold the bad one.
  const from = Math.max(0, Math.min(bad - row, dimension - 4));
  const where = dimension > 4 ? ` in the coordinates from ${from} on` : '';
  const listed = (values: Float32Array): string =>
    `(${values.subarray(row + from, row + Math.min(dimension, from + 4)).join(', ')})`;
  throw new ArgumentError(
    'score.wgsl',
    `the score ${listed(ours)}${where} at x = ${listed(at)}, σ = ${sigma}`,
    `that of its twin score.cpu, ${listed(twin)}`,
    'One of the two is wrong.',
  );
}
