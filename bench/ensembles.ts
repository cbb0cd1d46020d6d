import type { Engine, Trainer, TrainerOptions } from '../src/index.ts';
import { type Spread, spread } from './statistics.ts';

/** How fast several networks train together, and one after another. */
export interface EnsembleFigure {
  readonly networks: number;
  /** Steps a second of all networks: so many steps of an ensemble, times the networks. */
  readonly together: Spread;
  readonly oneByOne: Spread;
}

const sizes = [1, 8, 64];

/**
 * Workload M: many networks of the tutorial, each with a seed of its own, in an ensemble and in as many trainers that run one after
 * another, in turns. Both are on the device all the time, and compiled before.
 */
export async function measureEnsembles(
  engine: Engine,
  options: TrainerOptions,
  { seconds, repeats }: { readonly seconds: number; readonly repeats: number },
  say: (line: string) => void,
): Promise<EnsembleFigure[]> {
  const figures: EnsembleFigure[] = [];
  for (const networks of sizes) {
    say(`M: ${networks} network(s) together and one by one …`);
    const members = Array.from({ length: networks }, (_, seed) => ({ seed }));
    using ensemble = await engine.ensemble({ ...options, members });
    const trainers: Trainer[] = [];
    for (const { seed } of members) trainers.push(await engine.trainer({ ...options, seed }));
    try {
      const together = (steps: number) => timed([ensemble], steps);
      const oneByOne = (steps: number) => timed(trainers, steps);
      // Compiled, and at their pace, before they are timed.
      let steps = 1;
      while ((await together(steps)) < seconds / 4) steps *= 2;
      steps *= 4;
      await oneByOne(Math.max(1, Math.round(steps / 8)));
      const rates = { together: [] as number[], oneByOne: [] as number[] };
      for (let repeat = 0; repeat < repeats; repeat++) {
        rates.together.push((steps * networks) / (await together(steps)));
        rates.oneByOne.push((steps * networks) / (await oneByOne(steps)));
      }
      figures.push({ networks, together: spread(rates.together), oneByOne: spread(rates.oneByOne) });
    } finally {
      for (const trainer of trainers) trainer.dispose();
    }
  }
  return figures;
}

/** Seconds that so many steps of each take, one after another. */
async function timed(
  all: readonly { run(options: { steps: number }): AsyncIterable<unknown> }[],
  steps: number,
): Promise<number> {
  const started = performance.now();
  for (const each of all) for await (const _ of each.run({ steps }));
  return (performance.now() - started) / 1000;
}
