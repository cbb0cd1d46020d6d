import { availableParallelism, totalmem } from 'node:os';
import { version } from '../../../package.json';
import type { AdapterDescription, Engine } from '../../engine.ts';
import { createCpuEngine } from '../../engines/cpu/engine.ts';
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
  readonly webgpu: FoundAdapter | { readonly failure: string };
  /** What to do to have more, a sentence each. */
  readonly advice: readonly string[];
}

export interface FoundAdapter {
  readonly adapter: AdapterDescription;
  readonly limits: Readonly<Record<(typeof limitNames)[number], number>>;
  readonly features: readonly string[];
  /** How far scores of a small network are from those of the CPU engine, or why there are none. */
  readonly trial: { readonly largestError: number } | { readonly failure: string };
}

export async function diagnose(): Promise<Diagnosis> {
  const webgpu = await examineAdapter();
  return {
    scorefield: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: availableParallelism(),
    memory: totalmem(),
    engine: choiceOf(webgpu),
    webgpu,
    advice: adviceFor(webgpu),
  };
}

async function examineAdapter(): Promise<Diagnosis['webgpu']> {
  try {
    const adapter = await findAdapter();
    return {
      adapter: describeAdapter(adapter),
      limits: Object.fromEntries(limitNames.map((name) => [name, adapter.limits[name]])) as FoundAdapter['limits'],
      features: [...adapter.features].sort(),
      trial: await tryOut(adapter),
    };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** An adapter may be found and yet not work: its driver may fail at the first kernel. */
async function tryOut(adapter: GPUAdapter): Promise<FoundAdapter['trial']> {
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
    const engine = await createWebgpuEngine({ adapter });
    try {
      const [found, right] = await Promise.all(
        [engine, createCpuEngine()].map((each) => each.score({ score, points: where, sigma: 0.5 })),
      );
      const errors = Array.from(found!.values, (value, i) => Math.abs(value - right!.values[i]!));
      // Compared so that a value that is not a number fails too.
      const largestError = errors.reduce((largest, error) => (error <= largest ? largest : error), 0);
      if (largestError < 1e-4) return { largestError };
      return { failure: `scores of a small network are off by up to ${largestError}` };
    } finally {
      engine.dispose();
    }
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** As `createEngine` chooses. */
function choiceOf(webgpu: Diagnosis['webgpu']): Diagnosis['engine'] {
  if ('adapter' in webgpu && webgpu.adapter.type === 'hardware')
    return { kind: 'webgpu', adapter: webgpu.adapter, reason: 'there is a graphics adapter in hardware' };
  const reason =
    'adapter' in webgpu
      ? 'the only adapter is emulated on the processor; --engine webgpu takes it, faster or slower than the CPU engine'
      : 'WebGPU cannot be had (see below)';
  return { kind: 'cpu', adapter: createCpuEngine().adapter, reason };
}

function adviceFor(webgpu: Diagnosis['webgpu']): string[] {
  // Says itself what is missing and what to install.
  if ('failure' in webgpu) return [webgpu.failure];
  if ('failure' in webgpu.trial) return ['Renew the driver of the graphics adapter, or use --engine cpu.'];
  if (webgpu.adapter.type === 'software') {
    const driver = process.platform === 'linux' ? ' (on Linux its Vulkan driver and libvulkan1)' : '';
    return [`If this machine has a graphics card, install its driver${driver}.`];
  }
  return [];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
