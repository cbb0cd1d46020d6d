import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';

/** Devices that anyone may lose, as a driver does that is reset. */
export interface Losses {
  /** Those that were opened, in their order. */
  readonly devices: readonly LosableDevice[];
  /** From now on no adapter gives a device. */
  refuse(): void;
  /** Puts all back as it was. */
  end(): void;
}

export interface LosableDevice {
  readonly gpu: GPUDevice;
  /** Buffers that are not destroyed. */
  readonly buffers: ReadonlySet<GPUBuffer>;
  lose(): void;
}

/**
 * Makes the devices of all adapters losable. A device that is destroyed fails in everything as one that is lost; only the reason
 * that it gives is another, and that is replaced here.
 */
export async function losable(): Promise<Losses> {
  const prototype = Object.getPrototypeOf(await findAdapter()) as GPUAdapter;
  const { requestDevice } = prototype;
  const devices: LosableDevice[] = [];
  let refuses = false;
  prototype.requestDevice = async function (descriptor) {
    if (refuses) throw new DOMException('no device today', 'OperationError');
    const gpu = await requestDevice.call(this, descriptor);
    const { createBuffer } = gpu;
    const buffers = new Set<GPUBuffer>();
    gpu.createBuffer = (wanted) => {
      const buffer = createBuffer.call(gpu, wanted);
      buffers.add(buffer);
      const { destroy } = buffer;
      buffer.destroy = () => {
        buffers.delete(buffer);
        return destroy.call(buffer);
      };
      return buffer;
    };
    let lost = false;
    const word = gpu.lost.then((info) =>
      lost ? { ...info, reason: 'unknown', message: 'the driver was reset' } : info,
    );
    Object.defineProperty(gpu, 'lost', { value: word });
    devices.push({
      gpu,
      buffers,
      lose() {
        lost = true;
        gpu.destroy();
      },
    });
    return gpu;
  };
  return {
    devices,
    refuse() {
      refuses = true;
    },
    end() {
      prototype.requestDevice = requestDevice;
    },
  };
}
