// A program for pages: opens the best machine that can be had there, and says what it is and what it computed.
import { chooseBinary } from '../../src/engines/wasm/binary.ts';
import { createMachine } from '../../src/engines/wasm/create_machine.ts';

export interface Said {
  readonly description?: string;
  readonly why?: string | undefined;
  readonly values?: readonly number[];
  readonly error?: string;
}

async function main(): Promise<Said> {
  try {
    const machine = await createMachine(await chooseBinary(), { threads: 2 });
    const [from, to] = [machine.allocate(12), machine.allocate(12)];
    machine.write(from, Float32Array.of(1, 2, 3));
    machine.submit([{ kernel: 'copy', items: 1, a: from, b: to, c: 3 }]);
    const values = [...(await machine.read(to, 3))];
    machine.dispose();
    return { description: machine.description, why: machine.why, values };
  } catch (error) {
    return { error: String(error) };
  }
}

(globalThis as unknown as { said: Promise<Said> }).said = main();
