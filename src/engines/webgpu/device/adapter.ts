import type { AdapterDescription } from '../../../adapter_description.ts';
import { EngineUnavailableError } from '../../../errors.ts';

// Dawn frees its instance with this object and crashes what still uses it, so it lives as long as the module.
let dawn: GPU | undefined;

/** The entry to WebGPU: the browser's, or in Node that of the optional `webgpu` package (Dawn). */
async function findGpu(): Promise<GPU> {
  const browser = globalThis.navigator?.gpu;
  if (browser) return browser;
  if (typeof process === 'undefined' || !process.versions?.node) {
    const reason =
      globalThis.isSecureContext === false
        ? 'WebGPU needs a secure context: serve the page by https or from localhost'
        : 'this browser has no WebGPU';
    throw new EngineUnavailableError(
      `WebGPU is not available: ${reason}. Chrome, Edge, Firefox and Safari have it in their current versions; the engines wasm and cpu need no GPU.`,
    );
  }
  if (dawn) return dawn;
  // A variable keeps bundlers from looking for a package that only Node users need.
  const dawnPackage = 'webgpu';
  try {
    const { create } = (await import(/* @vite-ignore */ dawnPackage)) as { create(flags: string[]): GPU };
    dawn = create([]);
    return dawn;
  } catch (cause) {
    throw new EngineUnavailableError(
      'WebGPU is not available in Node: the optional package "webgpu" could not be loaded. Install it with: npm install webgpu; the engines wasm and cpu need no GPU.',
      { cause },
    );
  }
}

/** Finds an adapter, the fastest first. @throws EngineUnavailableError saying why there is none. */
export async function findAdapter(): Promise<GPUAdapter> {
  const gpu = await findGpu();
  let adapter: GPUAdapter | null = null;
  let cause: unknown;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    cause = error;
  }
  if (adapter) return adapter;
  throw new EngineUnavailableError(
    `WebGPU is not available: no adapter was found${cause === undefined ? '' : ` (${firstLine(cause)})`}. ` +
      'Install the driver of the graphics card (on Linux its Vulkan driver and libvulkan1), ' +
      'or, to test, a software driver such as Mesa lavapipe (package mesa-vulkan-drivers, version 25 or later); the engines wasm and cpu need no GPU.',
    { cause },
  );
}

/** What an error of WebGPU says, without the places in a browser's source that some add. */
export function firstLine(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line!.trim().replace(/\.$/, '');
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i;

/** Says what an adapter is; `software` when the processor does its work. */
export function describeAdapter(info: GPUAdapterInfo): AdapterDescription {
  const { vendor, architecture, device, description } = info;
  // Browsers leave out what could identify a machine; Chromium mostly gives vendor and architecture alone.
  const name = description || device || `${vendor} ${architecture}`.trim() || 'unnamed adapter';
  const software = info.isFallbackAdapter === true || softwareNames.test(`${name} ${device} ${vendor} ${architecture}`);
  return { name, vendor, architecture, type: software ? 'software' : 'hardware' };
}
