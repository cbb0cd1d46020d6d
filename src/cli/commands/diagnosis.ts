import { availableParallelism, totalmem } from 'node:os';
import { version } from '../../../package.json';
import type { AdapterDescription } from '../../adapter_description.ts';
import { createEngine, mostThreads } from '../../create_engine.ts';
import type { Engine } from '../../engine.ts';
import { createCpuEngine } from '../../engines/cpu/engine.ts';
import { chooseBinary } from '../../engines/wasm/binary.ts';
import { usualThreads } from '../../engines/wasm/create_machine.ts';
import { createWasmEngine } from '../../engines/wasm/engine.ts';
import { describeAdapter, findAdapter } from '../../engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../engines/webgpu/engine.ts';
import { initialParameters, type Model, mlp } from '../../network.ts';
import { points } from '../../points.ts';

/** The limits that bound what fits: buffers by their size, dispatches by the others. */
const limitNames = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** What `scorefield doctor` finds out. */
export interface Diagnosis {
  readonly scorefield: string;
  readonly node: string;
  readonly platform: string;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  /** What `--engine auto` takes, and why. */
  readonly engine: Pick<Engine, 'kind' | 'adapter'> & { readonly reason: string };
  readonly webgpu: FoundAdapter | Failure;
  readonly wasm: FoundWasm | Failure;
  /** What to do to have more, a sentence each. */
  readonly advice: readonly string[];
}

interface Failure {
  readonly failure: string;
}

/** How far scores of a small network are from those of the reference, or why there are none. */
type Trial = { readonly largestError: number } | Failure;

export interface FoundAdapter {
  readonly adapter: AdapterDescription;
  readonly limits: Readonly<Record<(typeof limitNames)[number], number>>;
  readonly features: readonly string[];
  readonly trial: Trial;
}

export interface FoundWasm {
  /** Its name says on how many threads it computes, and why on no more. */
  readonly adapter: AdapterDescription;
  /** Whether this Node.js has relaxed SIMD, which multiplies and adds in one step. */
  readonly relaxed: boolean;
  readonly trial: Trial;
}

export async function diagnose(): Promise<Diagnosis> {
  const webgpu = await examineAdapter();
  const wasm = await examineWasm();
  return {
    scorefield: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: availableParallelism(),
    memory: totalmem(),
    engine: await choiceOf(webgpu),
    webgpu,
    wasm,
    advice: [...adviceForWebgpu(webgpu), ...adviceForWasm(wasm)],
  };
}

async function examineAdapter(): Promise<Diagnosis['webgpu']> {
  try {
    const adapter = await findAdapter();
    return {
      adapter: describeAdapter(adapter.info),
      limits: Object.fromEntries(limitNames.map((name) => [name, adapter.limits[name]])) as FoundAdapter['limits'],
      features: [...adapter.features].sort(),
      trial: await tryOut(() => createWebgpuEngine({ adapter })),
    };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

async function examineWasm(): Promise<Diagnosis['wasm']> {
  try {
    const { relaxed } = await chooseBinary();
    using engine = await createWasmEngine();
    const { adapter } = engine;
    return { adapter, relaxed, trial: await tryOut(async () => engine) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** An engine may be found and yet not work: the driver of an adapter may fail at the first kernel. Ends the engine. */
async function tryOut(open: () => Promise<Engine>): Promise<Trial> {
  const network = mlp({ dimension: 2, hidden: [32, 32], activation: 'silu' });
  const score: Model = {
    kind: 'network',
    ...{ network, noise: { levels: [1] }, parameters: initialParameters(network, 1) },
  };
  const where = points(
    Array.from({ length: 512 }, (_, i) => 3 * Math.sin(i)),
    2,
  );
  try {
    using engine = await open();
    const [found, right] = await Promise.all(
      [engine, createCpuEngine()].map((each) => each.score({ score, points: where, sigma: 0.5 })),
    );
    const errors = Array.from(found!.values, (value, i) => Math.abs(value - right!.values[i]!));
    // Compared so that a value that is not a number fails too.
    const largestError = errors.reduce((largest, error) => (error <= largest ? largest : error), 0);
    if (largestError < 1e-4) return { largestError };
    return { failure: `scores of a small network are off by up to ${largestError}` };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** What `createEngine` takes. */
async function choiceOf(webgpu: Diagnosis['webgpu']): Promise<Diagnosis['engine']> {
  using engine = await createEngine({ tuning: false });
  const { kind, adapter, passedOver } = engine;
  const emulated = 'adapter' in webgpu && webgpu.adapter.type === 'software';
  const reasons = {
    webgpu: emulated
      ? 'the only adapter of WebGPU is emulated on the processor; --engine webgpu takes it'
      : 'WebGPU cannot be had (see below)',
    wasm: 'WebAssembly cannot be had (see below)',
  };
  const reason = passedOver.map((other) => reasons[other.kind]).join('; ');
  return { kind, adapter, reason: reason || 'there is a graphics adapter in hardware' };
}

function adviceForWebgpu(webgpu: Diagnosis['webgpu']): string[] {
  // Says itself what is missing and what to install.
  if ('failure' in webgpu) return [webgpu.failure];
  if ('failure' in webgpu.trial) return ['Renew the driver of the graphics adapter, or use --engine wasm.'];
  if (webgpu.adapter.type === 'software') {
    const driver = process.platform === 'linux' ? ' (on Linux its Vulkan driver and libvulkan1)' : '';
    return [`If this machine has a graphics card, install its driver${driver}.`];
  }
  return [];
}

function adviceForWasm(wasm: Diagnosis['wasm']): string[] {
  if ('failure' in wasm) return [wasm.failure];
  if ('failure' in wasm.trial)
    return ['The engine wasm does not compute rightly here: use --engine cpu, and please report it.'];
  const more = availableParallelism() > usualThreads;
  return [
    ...(more
      ? [`The engine wasm takes ${usualThreads} threads unless asked; --threads N takes up to ${mostThreads}.`]
      : []),
    ...(wasm.relaxed ? [] : ['Node.js 22 or later has relaxed SIMD, by which the engine wasm is faster.']),
  ];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
