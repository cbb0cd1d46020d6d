// The network that comes with the lab: its default settings, trained to the end.
import { problemOf } from '../demo/lab/run/problem.ts';
import { trainerOptions } from '../demo/lab/run/training.ts';
import { defaults } from '../demo/lab/settings/settings.ts';
import { type Engine, writeModel } from '../src/index.ts';

/** @returns the file */
export async function trainShipped(engine: Engine): Promise<Uint8Array> {
  const { data } = problemOf(defaults, undefined);
  using trainer = await engine.trainer(trainerOptions(defaults, data));
  for await (const _ of trainer.run({ steps: defaults.steps })) {
    // It takes seconds.
  }
  return writeModel(await trainer.model());
}
