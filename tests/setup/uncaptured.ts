// An error of WebGPU that no error scope captures fails the run, in the browser and in Dawn: it would only be a warning on
// the console. Code that expects such errors handles them by an `uncapturederror` listener that calls preventDefault().
const patched = Symbol.for('scorefield.uncaptured');

// Files share one page or process (`isolate: false`), and this runs before each.
if (!(patched in GPUAdapter.prototype)) {
  const { requestDevice } = GPUAdapter.prototype;
  Object.defineProperty(GPUAdapter.prototype, patched, { value: true });
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    device.addEventListener('uncapturederror', (event) => {
      // Later, when every listener has had its say.
      setTimeout(() => {
        if (!event.defaultPrevented) throw new Error(`WebGPU error outside of any error scope: ${event.error.message}`);
      });
    });
    return device;
  };
}

export {};
