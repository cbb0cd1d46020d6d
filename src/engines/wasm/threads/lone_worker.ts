import { type Binary, compile } from '../binary.ts';
import type { Machine } from '../machine.ts';
import { createAllocator } from '../memory.ts';
import { withPrivateMemory } from '../private_memory.ts';
import { startCrew } from './crew.ts';

/**
 * One worker with a memory that nobody else sees: what is written goes there by messages.
 * @param why there is no team
 * @throws Error when it cannot be had here, saying why
 */
export async function createLoneWorker({ bytes, kernels }: Binary, why: string): Promise<Machine> {
  const module = await compile(withPrivateMemory(bytes));
  const { submit, read, completion, post, dispose } = await startCrew({ module, memory: undefined, kernels }, 1);
  const allocator = createAllocator((pages) => post({ pages }));
  return {
    threads: 1,
    kind: 'lone worker',
    description: 'one worker',
    why,
    allocate: allocator.allocate,
    free: allocator.free,
    get room() {
      return allocator.room;
    },
    write(address, values) {
      const copy = values.slice();
      post({ address, values: copy }, [copy.buffer]);
    },
    submit,
    read,
    completion,
    dispose,
  };
}
