import { type Binary, compile } from '../binary.ts';
import type { Machine } from '../machine.ts';
import { createAllocator, openMemory } from '../memory.ts';
import { startCrew } from './crew.ts';

/** Workers that share one memory with the calling thread. @throws Error when they cannot be had here, saying why */
export async function createTeam({ bytes, kernels }: Binary, threads: number): Promise<Machine> {
  // Pages that are not isolated may have neither; Node does not know the word.
  if (globalThis.crossOriginIsolated === false || typeof SharedArrayBuffer === 'undefined') {
    throw new Error('memory is not shared here, since the page is not cross-origin isolated');
  }
  const module = await compile(bytes);
  const { memory, most } = openMemory(true);
  const { submit, read, completion, dispose } = await startCrew({ module, memory, kernels }, threads);
  const allocator = createAllocator((pages) => memory.grow(pages), most);
  return {
    threads,
    kind: 'team',
    description: threads === 1 ? '1 thread' : `${threads} threads`,
    allocate: allocator.allocate,
    free: allocator.free,
    get room() {
      return allocator.room;
    },
    write(address, values) {
      new Uint32Array(memory.buffer, address).set(new Uint32Array(values.buffer, values.byteOffset, values.length));
    },
    submit,
    read,
    completion,
    dispose,
  };
}
