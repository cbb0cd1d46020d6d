import { afterEach, describe, expect, it } from 'vitest';
import { chooseBinary } from '../src/engines/wasm/binary.ts';
import { createMachine } from '../src/engines/wasm/create_machine.ts';
import type { Machine, MachineKind, Phase } from '../src/engines/wasm/machine.ts';
import { structWords } from '../src/engines/wasm/struct.ts';
import { DeviceError, DisposedError } from '../src/errors.ts';
import * as compiled from './wasm_kernels/index.ts?wasm';

const binary = await chooseBinary(compiled);

/** What every machine does, whatever its threads. */
export function machineSuite(kind: MachineKind, threads = 1): void {
  const machines: Machine[] = [];
  const open = async (): Promise<Machine> => {
    const machine = await createMachine(binary, { kind, threads });
    machines.push(machine);
    return machine;
  };
  afterEach(() => {
    for (const machine of machines.splice(0)) machine.dispose();
  });

  describe(`machine: ${kind}${kind === 'team' ? ` of ${threads}` : ''}`, () => {
    it('does submissions in their order, and reads what was there when reading was asked for', async () => {
      const machine = await open();
      // Three slices and a bit, so that the last item is shorter.
      const floats = 3 * 16384 + 5;
      const at = machine.allocate(4 * floats);
      const reads = [1, 2, 3, 4].map((value) => {
        machine.submit([fill(at, floats, value)]);
        return machine.read(at, floats);
      });
      machine.submit([fill(at, floats, 5)]);
      const values = await Promise.all([...reads, machine.read(at, floats)]);
      values.forEach((read, i) => {
        expect(read.length).toBe(floats);
        expect(read.every((value) => value === i + 1)).toBe(true);
      });
    });

    it('writes before the phases that come after, and keeps the bits', async () => {
      const machine = await open();
      const [from, sum] = [machine.allocate(4 * 4), machine.allocate(4)];
      const struct = machine.allocate(16);
      const fields = { from, to: sum, count: 4, scale: 0.5 };
      machine.write(struct, structWords(compiled.structs, 'Sources', fields));
      for (const first of [1, 100]) {
        // A view into a larger array: it alone is copied.
        machine.write(from, new Float32Array([9, first, 2, 3, 4, 9]).subarray(1, 5));
        machine.submit([{ kernel: 'gather', items: 1, a: struct }]);
        expect(await machine.read(sum, 1)).toEqual(Float32Array.of((first + 9) / 2));
      }
      machine.write(from, Uint32Array.of(0x7fc00123, 0x80000000));
      expect(new Uint32Array((await machine.read(from, 2)).buffer)).toEqual(Uint32Array.of(0x7fc00123, 0x80000000));
    });

    it('begins no phase before all items of the one before are done', async () => {
      const machine = await open();
      const count = 200;
      const struct = [machine.allocate(16), machine.allocate(16)] as const;
      const [x, y] = [machine.allocate(4 * count), machine.allocate(4 * count)];
      // Each item of a phase takes the mean of what all items of the one before wrote, so all stay 3 unless one is late.
      const fields = { count, scale: 1 / count };
      machine.write(struct[0], structWords(compiled.structs, 'Sources', { ...fields, from: x, to: y }));
      machine.write(struct[1], structWords(compiled.structs, 'Sources', { ...fields, from: y, to: x }));
      const there = { kernel: 'gather', items: count, a: struct[0] };
      const back = { kernel: 'gather', items: count, a: struct[1] };
      // Zeros between, by one item and by none, which take ways of their own.
      const round = [there, fill(x, count, 0), { kernel: 'gather', items: 0 }, back, fill(y, count, 0)];
      machine.submit([fill(x, count, 3), ...Array.from({ length: 200 }, () => round).flat()]);
      // Sums of 200 equal numbers are right to 200 roundings each way, and 400 times that is 1 %.
      for (const mean of await machine.read(x, count)) expect(Math.abs(mean / 3 - 1)).toBeLessThan(0.01);
    });

    it('tells kernels the number of their thread', async () => {
      const machine = await open();
      const items = 4096;
      const at = machine.allocate(4 * items);
      machine.submit([{ kernel: 'who', items, a: at }]);
      for (const number of await machine.read(at, items)) {
        expect(Number.isInteger(number) && number >= 1 && number <= threads).toBe(true);
      }
    });

    it('grows to what is asked for, and gives words beyond 2³¹', async () => {
      const machine = await open();
      const small = machine.allocate(4);
      machine.write(small, Float32Array.of(7));
      const large = machine.allocate(40 * 2 ** 20);
      machine.submit([fill(large + 40 * 2 ** 20 - 8, 2, 3)]);
      expect(await machine.read(large + 40 * 2 ** 20 - 8, 2)).toEqual(Float32Array.of(3, 3));
      expect(await machine.read(small, 1)).toEqual(Float32Array.of(7));
      expect(() => machine.allocate(2 ** 32)).toThrow(/4294967296 bytes were asked for .* at most \d+ are free/);
    });

    it('grows while kernels run, which find what is there then', async () => {
      const machine = await open();
      const bytes = 5 * 2 ** 20;
      const floats = bytes / 4;
      const busy = machine.allocate(4 * 8);
      let from = machine.allocate(bytes);
      machine.submit([fill(from, floats, 2)]);
      for (let round = 0; round < 10; round++) {
        machine.submit([{ kernel: 'linger', items: 8, a: busy, b: 1 }]);
        const to = machine.allocate(bytes);
        machine.submit([{ kernel: 'copy', items: Math.ceil(floats / 16384), a: from, b: to, c: floats }]);
        from = to;
      }
      const last = await machine.read(from, floats);
      expect(last.every((value) => value === 2)).toBe(true);
    });

    it('completes when all is done, also with nothing to do', async () => {
      const machine = await open();
      await machine.completion();
      machine.submit([]);
      await machine.completion();
      machine.submit([{ kernel: 'halt', items: 3, a: 3 }]);
      await Promise.all([machine.completion(), machine.completion()]);
    });

    it('is over when a kernel traps', async () => {
      const machine = await open();
      const at = machine.allocate(4);
      machine.submit([{ kernel: 'halt', items: 50, a: 25 }, fill(at, 1, 1)]);
      const trapped = /the WebAssembly engine failed: .*unreachable.*\. Make a new engine to go on\./;
      for (let time = 0; time < 2; time++) {
        const ends = await Promise.allSettled([machine.completion(), machine.read(at, 1)]);
        for (const end of ends) {
          const { reason } = end as PromiseRejectedResult;
          expect(reason).toBeInstanceOf(DeviceError);
          expect(reason.message).toMatch(trapped);
        }
        machine.submit([fill(at, 1, 1)]);
      }
    });

    it('ends what is under way when it is disposed of', async () => {
      const machine = await open();
      const at = machine.allocate(4 * 8);
      // Minutes of work, where it is not done on this thread.
      const rounds = kind === 'calling thread' ? 1 : 100_000;
      machine.submit([{ kernel: 'linger', items: 8, a: at, b: rounds }]);
      const pending = Promise.allSettled([machine.completion(), machine.read(at, 1)]);
      machine.dispose();
      for (const end of await pending) expect((end as PromiseRejectedResult).reason).toBeInstanceOf(DisposedError);
      await expect(machine.completion()).rejects.toThrow(DisposedError);
      machine.submit([fill(at, 1, 1)]);
      machine.dispose();
    });
  });
}

function fill(at: number, floats: number, value: number): Phase {
  const [bits] = new Int32Array(Float32Array.of(value).buffer);
  return { kernel: 'fill', items: Math.ceil(floats / 16384), a: at, b: floats, c: bits! };
}
