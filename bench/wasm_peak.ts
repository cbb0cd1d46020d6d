import { chooseBinary } from '../src/engines/wasm/binary.ts';
import { createMachine } from '../src/engines/wasm/create_machine.ts';
import type { Machine, Phase } from '../src/engines/wasm/machine.ts';
import { type Loop, limitsOfThreads, type Peaks } from './peaks.ts';
import * as kernels from './wasm_kernels/index.ts?wasm';

/** Chains that the loops are compiled for (wasm_kernels/arithmetic.ts). More than 13 do not stay in sixteen registers. */
const candidates = [4, 6, 8, 10, 12, 13];
/** Operations of each chain in an item, which takes less than a millisecond: none is left to wait for. */
const rounds = 20_000;
/** Bytes of an item of `scale`, and of the memory that it scales: larger than caches. */
const slice = 65_536;
const slices = 1024;
/** How long a measured submission lasts at least, in seconds. */
const long = 0.05;

/** Finds the fastest loops on some threads, in the kind of binary that the engine takes here. */
export async function findWasmPeaks(threads: number | undefined): Promise<Peaks> {
  const binary = await chooseBinary(kernels);
  const machine = await createMachine(binary, threads === undefined ? {} : { threads });
  const one = machine.allocate(16 + 16 * 1024);
  machine.write(one, Float32Array.of(1));
  const at = machine.allocate(slice * slices);
  const forms = [
    { kernel: 'separate', name: 'multiplications and additions in WebAssembly', operations: 4 },
    { kernel: 'fused', name: 'fused multiply-adds in WebAssembly', operations: 8 },
  ];
  const scale: Phase = { kernel: 'scale', items: slices, a: at, b: one };
  const loops: Loop[] = [];
  for (const { kernel, name, operations } of binary.relaxed ? forms : forms.slice(0, 1)) {
    const measured = (chains: number, repeats: number) =>
      best(
        machine,
        (items) => [{ kernel, items, a: one, b: rounds, c: chains }],
        operations * rounds * chains,
        repeats,
      );
    let fastest = { chains: 0, rate: 0 };
    for (const chains of candidates) {
      const rate = await measured(chains, 2);
      if (rate > fastest.rate) fastest = { chains, rate };
    }
    const { chains } = fastest;
    loops.push({ name, chains, run: () => measured(chains, 5) });
  }
  return {
    of: limitsOfThreads(machine.threads),
    loops,
    bandwidth: () => best(machine, (times) => Array.from({ length: times }, () => scale), 2 * slice * slices, 5),
    dispose: machine.dispose,
  };
}

/** Submits ever larger multiples until they last, then goes on some times more; the best rate, in units a second. */
async function best(
  machine: Machine,
  phases: (times: number) => Phase[],
  units: number,
  repeats: number,
): Promise<number> {
  let rate = 0;
  let times = 1;
  for (let measured = 0; measured < repeats; ) {
    const started = performance.now();
    machine.submit(phases(times));
    await machine.completion();
    const seconds = (performance.now() - started) / 1000;
    rate = Math.max(rate, (units * times) / seconds);
    if (seconds > long) measured++;
    else times *= 2;
  }
  return rate;
}
