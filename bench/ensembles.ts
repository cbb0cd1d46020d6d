import type { Engine, Trainer } from '../src/index.ts';
import { type Spread, spread } from './statistics.ts';
import type { ManyNetworks } from './workloads.ts';

/** How fast several networks train together, and one after another. */
export interface EnsembleFigure {
  /** What each of them trains, as tables name it. */
  readonly name: string;
  readonly networks: number;
  /** Steps a second of all networks: so many steps of an ensemble, times the networks. */
  readonly together: Spread;
  readonly oneByOne: Spread;
}

const sizes = [1, 8, 64];

/**
 * Workload M: many networks, each with a seed of its own, in an ensemble and in as many trainers that run one after another, in
 * turns. Both are on the device all the time, and compiled before. A turn lasts about `seconds`, and at least a step of each network.
 */
export async function measureEnsembles(
  engine: Engine,
  { name, options }: ManyNetworks,
  { seconds, repeats }: { readonly seconds: number; readonly repeats: number },
  say: (line: string) => void,
): Promise<EnsembleFigure[]> {
  const figures: EnsembleFigure[] = [];
  for (const networks of sizes) {
    say(`${name}: ${networks} network(s) together and one by one …`);
    const members = Array.from({ length: networks }, (_, seed) => ({ seed }));
    using ensemble = await engine.ensemble({ ...options, members });
    const trainers: Trainer[] = [];
    try {
      for (const { seed } of members) trainers.push(await engine.trainer({ ...options, seed }));
      const together = await turnOf([ensemble], seconds);
      const oneByOne = await turnOf(trainers, seconds);
      const rates = { together: [] as number[], oneByOne: [] as number[] };
      for (let repeat = 0; repeat < repeats; repeat++) {
        rates.together.push((await together()) * networks);
        rates.oneByOne.push((await oneByOne()) * networks);
      }
      const figure = { name, networks, together: spread(rates.together), oneByOne: spread(rates.oneByOne) };
      say(
        `${name}: about ${[figure.together, figure.oneByOne].map(({ median }) => median.toPrecision(3)).join(' and ')} steps/s`,
      );
      figures.push(figure);
    } finally {
      for (const trainer of trainers) trainer.dispose();
    }
  }
  return figures;
}

type Training = { run(options: { steps: number }): AsyncIterable<unknown> };

/** A turn of about so many seconds, found by ever longer ones that compile and reach their pace: steps a second of all in a row. */
async function turnOf(all: readonly Training[], seconds: number): Promise<() => Promise<number>> {
  let steps = 1;
  // The first compiles, whatever it takes.
  await timed(all, steps);
  let taken = await timed(all, steps);
  while (taken < seconds / 4) {
    steps = Math.ceil(steps * Math.min(8, seconds / 2 / taken + 1));
    taken = await timed(all, steps);
  }
  const wanted = Math.max(1, Math.round((steps * seconds) / taken));
  return async () => wanted / (await timed(all, wanted));
}

/** Seconds that so many steps of each take, one after another. */
async function timed(all: readonly Training[], steps: number): Promise<number> {
  const started = performance.now();
  for (const each of all) for await (const _ of each.run({ steps }));
  return (performance.now() - started) / 1000;
}
