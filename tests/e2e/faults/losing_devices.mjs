// Loaded before the command line (NODE_OPTIONS=--import): its GPU is lost again and again, as by a driver that is reset.
// SCOREFIELD_LOSSES says after how many submissions each device is; SCOREFIELD_DEVICES how many there are before none is given.
import { globals } from 'webgpu';

const moments = (process.env.SCOREFIELD_LOSSES ?? '').split(',').filter(Boolean).map(Number);
let left = Number(process.env.SCOREFIELD_DEVICES ?? Number.POSITIVE_INFINITY);

const { GPUAdapter } = /** @type {{ GPUAdapter: typeof globalThis.GPUAdapter }} */ (globals);
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (/** @type {GPUDeviceDescriptor | undefined} */ descriptor) {
  if (left-- <= 0) throw new Error('no device is left');
  const device = await requestDevice.call(this, descriptor);
  let submissions = moments.shift() ?? Number.POSITIVE_INFINITY;
  const lost = device.lost.then((info) => ({ ...info, reason: 'unknown', message: 'the driver was reset' }));
  Object.defineProperty(device, 'lost', { value: lost });
  const { queue } = device;
  const { submit } = queue;
  queue.submit = (commands) => {
    submit.call(queue, commands);
    if (--submissions === 0) device.destroy();
  };
  Object.defineProperty(device, 'queue', { value: queue });
  return device;
};
