import type { Phase } from '../machine.ts';
import type { Gate } from './gate.ts';

export type Kernel = (item: number, a: number, b: number, c: number, d: number) => void;

/** Words of a phase: kernel, items, a, b, c, d. */
const words = 6;

/** Phases as words. @param kernels names; a kernel is known by its index */
export function encodePhases(phases: readonly Phase[], kernels: readonly string[]): Int32Array<ArrayBuffer> {
  const encoded = new Int32Array(words * phases.length);
  phases.forEach(({ kernel, items, a = 0, b = 0, c = 0, d = 0 }, i) => {
    const index = kernels.indexOf(kernel);
    if (index < 0) throw new Error(`no kernel ${kernel}`);
    encoded.set([index, items, a, b, c, d], words * i);
  });
  return encoded;
}

/** A phase in which one thread tells of so many floats: its kernel comes after all others. */
export function encodeRead(number: number, address: number, floats: number, kernels: readonly string[]) {
  return Int32Array.of(kernels.length, 1, address, floats, number, 0);
}

/** A thread's part of encoded phases, which all threads of the gate run together. @throws Stopped */
export function runPhases(encoded: Int32Array, kernels: readonly Kernel[], gate: Gate): void {
  const count = encoded.length / words;
  const word = (phase: number, i: number): number => encoded[words * phase + i]!;

  function call(phase: number, item: number): void {
    kernels[word(phase, 0)]!(item, word(phase, 2), word(phase, 3), word(phase, 4), word(phase, 5));
  }

  for (let phase = 0; phase < count; ) {
    const items = word(phase, 1);
    for (let item = gate.claim(); item < items; item = gate.claim()) call(phase, item);
    if (!gate.arrive()) {
      phase = gate.pass(phase);
      continue;
    }
    phase++;
    // Phases of one item the last thread does while the others wait, sooner than they would be here.
    for (; phase < count && word(phase, 1) <= 1; phase++) {
      if (word(phase, 1) === 1) call(phase, 0);
    }
    gate.open(phase);
  }
  gate.leave(count);
}
