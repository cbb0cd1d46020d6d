import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAllocator, firstPages, MemoryError, openMemory, pageBytes } from '../../../src/engines/wasm/memory.ts';
import { isOutOfMemory } from '../../../src/errors.ts';

/** An allocator in a memory of as many pages as said, with what it asked the memory for. */
function open(most: number) {
  let pages = firstPages;
  const allocator = createAllocator((more) => {
    pages += more;
    expect(pages).toBeLessThanOrEqual(most);
  }, most);
  return { allocator, end: () => pages * pageBytes };
}

describe('allocator', () => {
  it('gives every part of the memory to one at a time, whatever is given back and when', () => {
    const action = fc.oneof(
      fc.record({ bytes: fc.oneof(fc.nat(300), fc.nat(3 * pageBytes)) }),
      fc.record({ free: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { allocator, end } = open(16);
        const taken: { address: number; bytes: number }[] = [];
        for (const action of actions) {
          if ('free' in action) {
            if (taken.length > 0) allocator.free(taken.splice(action.free % taken.length, 1)[0]!.address);
            continue;
          }
          const { bytes } = action;
          const { room } = allocator;
          if (bytes > room) {
            expect(() => allocator.allocate(bytes)).toThrow(MemoryError);
            continue;
          }
          const address = allocator.allocate(bytes);
          expect(address % 64).toBe(0);
          expect(address).toBeGreaterThanOrEqual(pageBytes);
          expect(address + bytes).toBeLessThanOrEqual(end());
          for (const other of taken) {
            expect(address >= other.address + other.bytes || other.address >= address + bytes).toBe(true);
          }
          taken.push({ address, bytes: Math.max(bytes, 1) });
        }
        // Whatever came before, all is one piece again.
        for (const { address } of taken) allocator.free(address);
        expect(allocator.room).toBe(15 * pageBytes);
        expect(allocator.allocate(15 * pageBytes)).toBe(pageBytes);
        expect(allocator.room).toBe(0);
      }),
    );
  });

  it('takes the first gap that is large enough', () => {
    const { allocator } = open(16);
    const [a, , c] = [200, 64, 100, 64].map((bytes) => allocator.allocate(bytes));
    allocator.free(c!);
    expect(allocator.allocate(129)).toBeGreaterThan(c!);
    expect(allocator.allocate(128)).toBe(c);
    allocator.free(a!);
    expect([allocator.allocate(1), allocator.allocate(192)]).toEqual([a, a! + 64]);
  });

  it('says what is free where the host has no more, and goes on with that', () => {
    const allocator = createAllocator(() => {
      throw new RangeError('no memory');
    }, 100);
    expect(() => allocator.allocate(2 * pageBytes)).toThrow(
      '131072 bytes were asked for in the memory of WebAssembly, but at most 65536 are free in one piece',
    );
    expect(allocator.allocate(pageBytes)).toBe(pageBytes);
    expect(() => allocator.allocate(1)).toThrow('1 bytes were asked for in the memory of WebAssembly, but at most 0');
  });

  it('refuses an address that it did not give', () => {
    const { allocator } = open(4);
    const address = allocator.allocate(100);
    expect(() => allocator.free(address + 64)).toThrow(`nothing was allocated at address ${address + 64}`);
    allocator.free(address);
    expect(() => allocator.free(address)).toThrow('nothing was allocated');
  });
});

it('a memory takes as few pages as the host sets addresses aside for', () => {
  const { Memory } = WebAssembly;
  const asked: number[] = [];
  try {
    WebAssembly.Memory = class extends Memory {
      constructor(given: WebAssembly.MemoryDescriptor) {
        super(given);
        asked.push(given.maximum!);
        if (given.maximum! > 20_000) throw new RangeError('could not allocate memory');
      }
    };
    const { memory, most } = openMemory(false);
    expect(memory.buffer.byteLength).toBe(firstPages * pageBytes);
    expect([asked, most]).toEqual([[65535, 32767, 16383], 16383]);
  } finally {
    WebAssembly.Memory = Memory;
  }
});

it('that the host does not give, the engine tells of by an error of memory that says what to do in Node.js', () => {
  const { Memory } = WebAssembly;
  try {
    WebAssembly.Memory = class extends Memory {
      constructor(given: WebAssembly.MemoryDescriptor) {
        super(given);
        throw new RangeError('could not allocate memory');
      }
    };
    let thrown: unknown;
    try {
      openMemory(true);
    } catch (error) {
      thrown = error;
    }
    expect(isOutOfMemory(thrown)).toBe(true);
    expect(String(thrown)).toMatch(/^RangeError: could not allocate memory; .* --disable-wasm-trap-handler$/);
  } finally {
    WebAssembly.Memory = Memory;
  }
});
