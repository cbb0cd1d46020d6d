import { expect } from 'vitest';
import type { Engine } from '../src/engine.ts';
import type { EnsembleOptions } from '../src/ensemble_of_trainings.ts';
import { collect } from './engine_suite/fixtures.ts';

/** Expects members, which differ in nothing but their seeds, to come to what trainers come to, to the last bit. */
export async function expectSameMembers(engine: Engine, options: EnsembleOptions, steps: number): Promise<void> {
  const { members, ...shared } = options;
  using ensemble = await engine.ensemble(options);
  await collect(ensemble.run({ steps }));
  const checkpoints = await ensemble.checkpoints();
  const losses = ensemble.losses();
  for (const [m, { seed }] of members.entries()) {
    using trainer = await engine.trainer({ ...shared, seed: seed! });
    await collect(trainer.run({ steps }));
    expect(losses[m]).toEqual(trainer.losses());
    expect(checkpoints[m]).toEqual(await trainer.checkpoint());
  }
}

export function seeds(count: number): { seed: number }[] {
  return Array.from({ length: count }, (_, seed) => ({ seed }));
}
