import { DeviceLostError } from '../../../device_lost_error.ts';
import { DisposedError } from '../../../errors.ts';
import { turn } from '../../turn.ts';
import { type Binary, compile } from '../binary.ts';
import type { Machine } from '../machine.ts';
import { createAllocator, openMemory } from '../memory.ts';
import { withPrivateMemory } from '../private_memory.ts';
import { createGate, gateWords } from './gate.ts';
import { type HostScore, instantiate } from './instance.ts';
import { encodePhases, runPhases } from './phases.ts';

/**
 * Computes on the thread that calls, at once: what is submitted together is done before `submit` returns, and waiting gives way to
 * the event loop.
 * @param why it does
 * @param hostScore what kernels call for the scores of a function of the host's. What it throws skips all phases until `completion`,
 *   which rejects with it; then the machine goes on.
 */
export async function createCallingThread(
  { bytes, kernels }: Binary,
  why: string,
  hostScore: HostScore = () => {
    throw new Error('there is no score of the host');
  },
): Promise<Machine> {
  const module = await compile(withPrivateMemory(bytes));
  const { memory, most } = openMemory(false);
  const allocator = createAllocator((pages) => memory.grow(pages), most);
  const ownGate = () => createGate(new Int32Array(gateWords), 1);
  let gate = ownGate();
  let failure: Error | undefined;
  let thrown: { readonly error: unknown } | undefined;
  const run = instantiate(module, memory, {
    kernels,
    thread: 0,
    hostScore(...args) {
      try {
        hostScore(...args);
      } catch (error) {
        thrown = { error };
        throw error;
      }
    },
  });

  async function completion(): Promise<void> {
    await turn();
    if (failure) throw failure;
    if (!thrown) return;
    const { error } = thrown;
    thrown = undefined;
    throw error;
  }

  return {
    threads: 1,
    kind: 'calling thread',
    description: 'the calling thread',
    why,
    allocate: allocator.allocate,
    free: allocator.free,
    get room() {
      return allocator.room;
    },
    write(address, values) {
      new Uint32Array(memory.buffer, address).set(new Uint32Array(values.buffer, values.byteOffset, values.length));
    },
    submit(phases) {
      const encoded = encodePhases(phases, kernels);
      if (failure || thrown) return;
      try {
        runPhases(encoded, run, gate);
      } catch (error) {
        // The old one stands where the phases were left.
        gate = ownGate();
        if (thrown) return;
        failure = new DeviceLostError(
          `the WebAssembly engine failed: ${String(error)}. Make a new engine to go on.`,
          'fault',
        );
      }
    },
    async read(address, floats) {
      const values = new Float32Array(memory.buffer, address, floats).slice();
      await completion();
      return values;
    },
    completion,
    dispose() {
      failure ??= new DisposedError('engine');
    },
  };
}
