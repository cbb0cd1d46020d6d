/** Addresses are multiples of so many bytes: a cache line, so that no two threads write into one. */
const alignment = 64;

/** Bytes of a page, by which memories grow. */
export const pageBytes = 65536;

/** Pages of a memory at first. */
export const firstPages = 2;

/** The last of 65536 pages stays free, so that the end of an allocation is an address too. */
const mostPages = 65535;

/** There is no room in the memory of WebAssembly. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError';

  constructor(bytes: number, room: number, options?: ErrorOptions) {
    super(
      `${bytes} bytes were asked for in the memory of WebAssembly, but at most ${room} are free in one piece`,
      options,
    );
  }
}

/** Who has which part of a memory. */
export interface Allocator {
  /** Address of `bytes` bytes. @throws MemoryError */
  allocate(bytes: number): number;
  /** Gives back what `allocate` gave. */
  free(address: number): void;
  /** Bytes that one more allocation could have at most, if the host has them. */
  readonly room: number;
}

/**
 * Takes the first gap that is large enough, and grows the memory where there is none. The first page is nobody's, so that no
 * address is 0.
 * @param grow adds pages; what it throws means that the host has none
 * @param most pages that there can be
 */
export function createAllocator(grow: (pages: number) => void, most = mostPages): Allocator {
  const taken = new Map<number, number>();
  /** In the order of their addresses; no two touch. */
  const gaps = [{ address: pageBytes, bytes: (firstPages - 1) * pageBytes }];
  const last = Math.min(most, mostPages) * pageBytes;
  let end = firstPages * pageBytes;

  /** The gap that ends with the memory, if there is one: growing makes it larger. */
  function lastGap() {
    const gap = gaps.at(-1);
    return gap && gap.address + gap.bytes === end ? gap : undefined;
  }

  function room(): number {
    return Math.max(last - end + (lastGap()?.bytes ?? 0), ...gaps.map(({ bytes }) => bytes));
  }

  function insert(address: number, bytes: number): void {
    const at = gaps.findIndex((gap) => gap.address > address);
    const index = at < 0 ? gaps.length : at;
    gaps.splice(index, 0, { address, bytes });
    for (const i of [index, index - 1]) {
      const [gap, next] = [gaps[i], gaps[i + 1]];
      if (!gap || !next || gap.address + gap.bytes !== next.address) continue;
      gap.bytes += next.bytes;
      gaps.splice(i + 1, 1);
    }
  }

  return {
    allocate(bytes) {
      const size = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
      if (!gaps.some((gap) => gap.bytes >= size)) {
        if (!(size <= room())) throw new MemoryError(bytes, room());
        const missing = size - (lastGap()?.bytes ?? 0);
        const pages = Math.ceil(missing / pageBytes);
        try {
          grow(pages);
        } catch (cause) {
          throw new MemoryError(bytes, Math.max(0, ...gaps.map((gap) => gap.bytes)), { cause });
        }
        insert(end, pages * pageBytes);
        end += pages * pageBytes;
      }
      const index = gaps.findIndex((gap) => gap.bytes >= size);
      const gap = gaps[index]!;
      const { address } = gap;
      taken.set(address, size);
      if (gap.bytes === size) gaps.splice(index, 1);
      else gaps[index] = { address: address + size, bytes: gap.bytes - size };
      return address;
    },
    free(address) {
      const size = taken.get(address);
      if (size === undefined) throw new Error(`nothing was allocated at address ${address}`);
      taken.delete(address);
      insert(address, size);
    },
    get room() {
      return room();
    },
  };
}

/** Node.js sets 10 GB of addresses aside for each memory, however small, so that it need not check them. */
const limitedAddresses =
  'where addresses are limited (ulimit -v), Node.js takes fewer with the option --disable-wasm-trap-handler';

/**
 * A memory that can grow to as many pages as the host lets it: some set addresses aside for all that it may become.
 * @throws RangeError when it lets none
 */
export function openMemory(shared: boolean): { readonly memory: WebAssembly.Memory; readonly most: number } {
  for (let most = mostPages; ; most = most >> 1) {
    try {
      return { memory: new WebAssembly.Memory({ initial: firstPages, maximum: most, shared }), most };
    } catch (error) {
      if (most >= 1024) continue;
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${error.message}; ${limitedAddresses}`, { cause: error });
    }
  }
}
