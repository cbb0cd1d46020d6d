import { DeviceError } from '../../../errors.ts';
import { computeStage } from '../device/usage.ts';

/** A compiled compute pipeline whose bindings are given by the names they have in the WGSL. */
export interface Kernel {
  readonly pipeline: GPUComputePipeline;
  /** Makes its bind groups from buffers by name. */
  bind(buffers: Readonly<Record<string, GPUBufferBinding>>): BoundKernel;
}

/** A kernel with its buffers: what a pass dispatches. */
export interface BoundKernel {
  /** `offset` chooses the record of the uniform at group 0, binding 0. */
  dispatch(pass: GPUComputePassEncoder, offset: number, x: number, y?: number, z?: number): void;
}

interface Binding {
  readonly group: number;
  readonly binding: number;
  readonly name: string;
  readonly type: GPUBufferBindingType;
}

const declaration = /@group\((\d+)\) @binding\((\d+)\) var<(uniform|storage, read_write|storage, read)> (\w+)/g;
const types: Record<string, GPUBufferBindingType> = {
  uniform: 'uniform',
  'storage, read': 'read-only-storage',
  'storage, read_write': 'storage',
};

/** Compiles WGSL with entry point `main`. @throws DeviceError with the compiler's message. */
export async function compile(device: GPUDevice, label: string, code: string): Promise<Kernel> {
  const bindings: Binding[] = Array.from(code.matchAll(declaration), ([, group, binding, access, name]) => ({
    group: Number(group),
    binding: Number(binding),
    name: name!,
    type: types[access!]!,
  }));
  const groups = [0, 1].map((group) => bindings.filter((one) => one.group === group));
  const layouts = groups.map((group) =>
    device.createBindGroupLayout({
      label,
      entries: group.map(({ group, binding, type }) => ({
        binding,
        visibility: computeStage,
        buffer: { type, hasDynamicOffset: group === 0 && binding === 0 },
      })),
    }),
  );
  const layout = device.createPipelineLayout({ bindGroupLayouts: layouts });
  const pipeline = await compilePipeline(device, label, code, (module) =>
    device.createComputePipelineAsync({ label, layout, compute: { module } }),
  );
  return {
    pipeline,
    bind(buffers) {
      const bound = groups.map((group, i) =>
        device.createBindGroup({
          label,
          layout: layouts[i]!,
          entries: group.map(({ binding, name }) => {
            const resource = buffers[name];
            if (!resource) throw new Error(`${label}: no buffer for ${name}`);
            return { binding, resource };
          }),
        }),
      );
      return {
        dispatch(pass, offset, x, y = 1, z = 1) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, bound[0]!, [offset]);
          pass.setBindGroup(1, bound[1]!);
          pass.dispatchWorkgroups(x, y, z);
        },
      };
    },
  };
}

/** Whether valid WGSL did not compile because the driver gave up on it. */
export function isRefusedByDriver(error: unknown): boolean {
  return error instanceof DeviceError && (error.cause as Partial<GPUPipelineError> | undefined)?.reason === 'internal';
}

/** Compiles WGSL and makes a pipeline of it. @throws DeviceError with the compiler's message. */
export async function compilePipeline<Pipeline>(
  device: GPUDevice,
  label: string,
  code: string,
  make: (module: GPUShaderModule) => Promise<Pipeline>,
): Promise<Pipeline> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  const compiling = make(module);
  const scope = device.popErrorScope();
  try {
    return await compiling;
  } catch (cause) {
    const messages = (await module.getCompilationInfo()).messages.map(
      ({ lineNum, message }) => `line ${lineNum}: ${message}`,
    );
    throw new DeviceError(
      `the kernel ${label} does not compile here: ${[...messages, (cause as Error).message].join('; ')}`,
      { cause },
    );
  } finally {
    await scope;
  }
}
