import type { Network } from '../../../network.ts';
import { type Device, isSwiftShader } from '../device/device.ts';
import { invocationsWanted } from '../device/occupancy.ts';
import { fitsLanes, hiddenBlocks } from '../network/lanes.ts';
import { type Tiling, tilingsOf, trainingTilingsOf } from '../network/tiling.ts';

/** How the kernels of a network in planes are built. */
export interface PlanesVariant {
  readonly form: 'planes';
  readonly tiling: Tiling;
}

/** How the kernel that samples a network in lanes is built. */
export interface LaneSampling {
  readonly form: 'lanes';
  /** Quads of particles an invocation: each weight that is loaded serves all of them. */
  readonly groups: number;
  /** Whether the network is compiled into the kernel: its weights then cost no loads. */
  readonly frozen: boolean;
}

/** How the kernel of the gradient in lanes is built. */
export interface LaneGradient {
  readonly form: 'lanes';
  /** Quads of rows an invocation. */
  readonly groups: number;
  /** Blocks of four hidden units an invocation, in its second pass. */
  readonly wide: number;
  /** Where the rows lie between its two passes: the file rows_in_….wgsl. */
  readonly rowsIn: 'workgroup' | 'storage';
}

export type SamplingVariant = LaneSampling | PlanesVariant;
export type GradientVariant = LaneGradient | PlanesVariant;

/**
 * The ways to sample a network, by name; the first is taken where nothing was measured. `particles` and `updates` are those of
 * the whole run: from some length on it is worth compiling a network into its kernel.
 */
export function samplingVariants(
  device: Device,
  network: Network,
  { particles, updates }: { particles: number; updates: number },
): ReadonlyMap<string, SamplingVariant> {
  if (!fitsLanes(network)) return planesVariants(device, network, particles);
  const variants: LaneSampling[] = [];
  if (particles * updates >= device.freezeFrom) variants.push({ form: 'lanes', groups: 1, frozen: true });
  for (const groups of groupsFor(device, particles, Math.max(1, Math.floor(4 / network.dimension)))) {
    variants.push({ form: 'lanes', groups, frozen: false });
  }
  return new Map(variants.map((variant) => [`${variant.groups} quads${variant.frozen ? ', frozen' : ''}`, variant]));
}

/** The ways to sample a network of any shape in planes, likewise. */
export function planesVariants(
  device: Device,
  network: Network,
  particles: number,
): ReadonlyMap<string, PlanesVariant> {
  return inPlanes(device, network, particles, tilingsOf(device));
}

/** The ways to compute the gradient of a network over so many rows, by name; the first is taken where nothing was measured. */
export function gradientVariants(device: Device, network: Network, rows: number): ReadonlyMap<string, GradientVariant> {
  if (!fitsLanes(network)) return inPlanes(device, network, rows, trainingTilingsOf(device));
  const form = 'lanes';
  const { dimension } = network;
  const variants = groupsFor(device, rows, groupsThatFit(dimension)).map<LaneGradient>((groups) => {
    return { form, groups, wide: 1, rowsIn: 'workgroup' };
  });
  if (isSwiftShader(device)) {
    // Two blocks an invocation halve its loads, which cost SwiftShader most. Others gain nothing by it, and lavapipe would
    // compile it for eight seconds.
    const wide = hiddenBlocks(network) % 2 === 0 && hiddenBlocks(network) >= 8 ? 2 : 1;
    variants.unshift({ form, groups: Math.floor(8 / dimension), wide, rowsIn: 'storage' });
  }
  return new Map(variants.map((variant) => [`${variant.groups} quads in ${variant.rowsIn}`, variant]));
}

function inPlanes(
  device: Device,
  { dimension, hidden }: Network,
  rows: number,
  tilings: ReadonlyMap<string, Tiling>,
): ReadonlyMap<string, PlanesVariant> {
  const widest = Math.max(dimension, ...hidden);
  const invocations = ({ outputs, vectors }: Tiling) => (rows / (4 * vectors)) * (widest / outputs);
  const all = [...tilings];
  const alone = all.filter(([, { columns }]) => columns === 1);
  const [first, ...others] = busyFirst(device, alone, ([, tiling]) => invocations(tiling));
  // What workgroups load together is the likeliest to be faster, so it is measured next; never taken unmeasured.
  const ordered = [first!, ...all.filter(([, { columns }]) => columns > 1), ...others];
  return new Map(ordered.map(([name, tiling]) => [name, { form: 'planes', tiling }]));
}

/** `most` groups an invocation, half as many and so on. */
function groupsFor(device: Device, rows: number, most: number): number[] {
  const choices: number[] = [];
  for (let groups = most; groups >= 1; groups = Math.floor(groups / 2)) choices.push(groups);
  return busyFirst(device, choices, (groups) => rows / (4 * groups));
}

/** On a GPU, puts that choice first which is the first to make enough invocations for all its cores, or else makes most. */
function busyFirst<T>({ adapter }: Device, choices: readonly T[], invocations: (choice: T) => number): T[] {
  if (adapter.type === 'software') return [...choices];
  const most = Math.max(...choices.map(invocations));
  const first = choices.find((choice) => invocations(choice) >= Math.min(invocationsWanted, most))!;
  return [first, ...choices.filter((choice) => choice !== first)];
}

// Workgroup memory that WebGPU grants everywhere, in bytes.
const workgroupMemory = 16_384;

/** As many quads an invocation as workgroup memory holds, at most 4: a vector for each input and each output of a quad. */
function groupsThatFit(dimension: number): number {
  const sums = 4 * 64 * (dimension + 1);
  return Math.min(4, Math.floor((workgroupMemory - sums) / (64 * 16 * (2 * dimension + 1))));
}
