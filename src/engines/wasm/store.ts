import type { Machine } from './machine.ts';
import { type Fields, type Structs, structWords } from './struct.ts';

/** What one runner holds in the memory of a machine. */
export interface Store {
  /** Address of so many bytes, whatever they hold. @throws MemoryError */
  room(bytes: number): number;
  /** Address of a copy of these values. @throws MemoryError */
  put(values: Float32Array | Uint32Array): number;
  /** Address of a struct. @throws MemoryError */
  struct(name: string, fields: Fields): number;
  /** Address of structs one after another. @throws MemoryError */
  structs(name: string, all: readonly Fields[]): number;
  /** Gives a struct other values. No phase submitted before may use it. */
  rewrite(address: number, name: string, fields: Fields): void;
  dispose(): void;
}

/** @param structs where the fields of structs lie */
export function createStore(machine: Machine, structs: Structs): Store {
  const addresses: number[] = [];

  function room(bytes: number): number {
    const address = machine.allocate(bytes);
    addresses.push(address);
    return address;
  }

  function put(values: Float32Array | Uint32Array): number {
    const address = room(values.byteLength);
    machine.write(address, values);
    return address;
  }

  return {
    room,
    put,
    struct: (name, fields) => put(structWords(structs, name, fields)),
    structs(name, all) {
      const words = all.map((fields) => structWords(structs, name, fields));
      const joined = new Uint32Array(words.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const one of words) {
        joined.set(one, at);
        at += one.length;
      }
      return put(joined);
    },
    rewrite: (address, name, fields) => machine.write(address, structWords(structs, name, fields)),
    dispose() {
      for (const address of addresses.splice(0)) machine.free(address);
    },
  };
}

/** Does what fills a store, which is emptied when that fails. */
export async function withStore<T>(store: Store, fill: () => T | Promise<T>): Promise<T> {
  try {
    return await fill();
  } catch (error) {
    store.dispose();
    throw error;
  }
}
