import type { Engine } from '../../engine.ts';
import { particlesOfSeed } from '../../engines/plan/sampling.ts';
import type { Points } from '../../points.ts';
import { sampleInChunks } from '../../sample_in_chunks.ts';
import { totalOf } from '../../samplers/program.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Sampling } from '../draw.ts';
import { interruptionLines } from '../engine_words.ts';
import { UsageError } from '../exit.ts';
import type { Progress } from '../terminal/progress.ts';

/** How many times rows are drawn, and how many of them at a time. */
interface Amount {
  readonly draws: number;
  readonly chunk: number;
}

interface Listeners {
  readonly progress: Pick<Progress, 'begin' | 'advance' | 'print'>;
  readonly signal: AbortSignal;
}

/**
 * Fills rows with gaps, NaN, once a draw: each draw in random numbers of its own, all under one bar.
 * @returns the rows of a draw, from 1, in chunks; draws are to be asked for in their order
 * @throws UsageError where there are more rows than one seed has
 */
export function imputedDraws(
  engine: Engine,
  { score, noise, method, initial, seed }: Sampling,
  rows: Points,
  { draws, chunk }: Amount,
  { progress, signal }: Listeners,
): (draw: number) => AsyncGenerator<Points, void, undefined> {
  const [particles] = rows.shape;
  // Whole quads, in which particles share random numbers.
  const each = 4 * Math.ceil(particles / 4);
  if (draws * each > particlesOfSeed)
    throw new UsageError(
      `--draws: got ${draws} of ${particles} rows with gaps, but one seed has ${particlesOfSeed}; make fewer at a time, each with another --seed`,
    );
  const mask = Uint8Array.from(rows.values, (value) => (Number.isNaN(value) ? 0 : 1));
  const updates = totalOf(method(noise));
  const levels = noise.levels.length;
  if (particles > 0) progress.begin('sampling', 1000);
  return async function* (draw) {
    if (particles === 0) return;
    yield* sampleInChunks(
      engine,
      {
        ...{ score, noise, method, particles, seed, firstParticle: (draw - 1) * each },
        ...(initial && { initial }),
        known: { mask, values: rows },
      },
      {
        ...{ chunk, signal },
        // About a hundred moves of the bar in all, though each should be worth the wait for the device.
        reportEvery: Math.max(
          Math.ceil(updates / 10),
          Math.floor((updates * draws * Math.ceil(particles / chunk)) / 100),
        ),
        onProgress({ run, share }) {
          for (const line of interruptionLines(run.interruptions, 'update')) progress.print(line, process.stderr);
          const of = draws === 1 ? '' : `draw ${count(draw)} of ${count(draws)}, `;
          progress.advance((1000 * (draw - 1 + share)) / draws, `${of}noise level ${run.level + 1} of ${levels}`);
        },
      },
    );
  };
}
