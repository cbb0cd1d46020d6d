// A program that opens machines and ends without disposing of them, run by threads.test.ts as a process of its own.
import { chooseBinary } from '../../../src/engines/wasm/binary.ts';
import { createMachine } from '../../../src/engines/wasm/create_machine.ts';
import * as compiled from '../../wasm_kernels/index.ts?wasm';

async function main(): Promise<void> {
  for (const kind of ['team', 'lone worker', 'calling thread'] as const) {
    const machine = await createMachine(await chooseBinary(compiled), { kind, threads: 3 });
    const at = machine.allocate(4);
    machine.submit([{ kernel: 'linger', items: 1, a: at, b: 100 }]);
    // Nothing but the workers keeps the process alive here.
    await machine.completion();
    machine.submit([{ kernel: 'who', items: 1, a: at }]);
    const [thread] = await machine.read(at, 1);
    console.log(`${kind}: ${thread! >= 1 && thread! <= 3}`);
  }
}
main();
