/** The memories of WebAssembly that were made while it watched. */
export interface Memories extends Disposable {
  /** Bytes that they have now, all of them together. */
  readonly bytes: () => number;
}

/** Watches what is made from now on until it is disposed. Wraps WebAssembly.Memory, so that nothing in an engine knows of it. */
export function watchMemories(): Memories {
  const { Memory } = WebAssembly;
  const made: WebAssembly.Memory[] = [];
  WebAssembly.Memory = new Proxy(Memory, {
    construct(of, given) {
      const memory = Reflect.construct(of, given) as WebAssembly.Memory;
      made.push(memory);
      return memory;
    },
  });
  return {
    bytes: () => made.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    [Symbol.dispose]() {
      WebAssembly.Memory = Memory;
    },
  };
}
