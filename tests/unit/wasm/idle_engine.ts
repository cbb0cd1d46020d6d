// A program that trains and samples on engines of every kind and never disposes of them, run by faults.test.ts as a process of its own.
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { collect, sampled, sampling, training } from '../../engine_suite/fixtures.ts';

async function main(): Promise<void> {
  for (const options of [{ threads: 3 }, { machine: 'lone worker' }, { machine: 'calling thread' }] as const) {
    const engine = await createWasmEngine(options);
    const trainer = await engine.trainer(training);
    // Nothing but the workers keeps the process alive here.
    await collect(trainer.run({ steps: 500, reportEvery: 100 }));
    const model = await trainer.model();
    const score = customScore({ dimension: 1, cpu: ([x]) => [-x!] });
    const ends = [await sampled(engine, { ...sampling, score: model }), await sampled(engine, { ...sampling, score })];
    console.log(trainer.step, ...ends.map((values) => values.every(Number.isFinite)));
  }
}
main();
