import type {
  Engine,
  Method,
  NormalsOption,
  Picture,
  Points,
  Program,
  Sampler,
  SamplerOptions,
  Score,
} from '../../../src/index.ts';
import type { Sampling } from '../run/sampling.ts';

/** One set of particles: can be taken on, and back. */
export interface Particles {
  readonly sampling: Sampling;
  readonly count: number;
  readonly completed: number;
  readonly total: number;
  /** Noise levels descended, from the first; and that of the last update, from 0. */
  readonly levels: readonly number[];
  readonly level: number;
  /** Updates that are made before each level begins. */
  readonly starts: readonly number[];
  /** σ of the noise that is left in them at the end. */
  readonly end: number;
  /** Takes them to the moment at which so many updates are made: on, or, since the noise is counted, back. */
  seek(update: number): Promise<void>;
  /** Counted over an interval, for particles of one dimension. */
  counts(range: readonly [number, number], cells: number): Promise<Uint32Array>;
  draw(canvas: OffscreenCanvas, picture: Picture): Promise<void>;
  samples(): Promise<Points>;
  /** Where the first few are after each of some updates: [updates, dimension] of each. */
  paths(few: number): Promise<Float32Array[]>;
  dispose(): void;
}

/** What the particles follow and where they begin. */
export interface Start {
  readonly score: Score;
  readonly sampling: Sampling;
  readonly count: number;
  readonly seed: number;
  readonly initial: NormalsOption | undefined;
}

/** Points of a path, at most: more would not be seen. */
const mostPoints = 160;

export async function startParticles(
  engine: Engine,
  { score, sampling, count, seed, initial }: Start,
): Promise<Particles> {
  const { method, noise } = sampling;
  const options: SamplerOptions = { score, method, noise, particles: count, seed, ...(initial && { initial }) };
  const program = (method as Method)(noise);
  let sampler = await engine.sampler(options);
  let level = 0;

  async function seek(update: number): Promise<void> {
    const target = Math.max(0, Math.min(update, sampler.total));
    if (target < sampler.completed) {
      const fresh = await engine.sampler(options);
      sampler.dispose();
      sampler = fresh;
      level = 0;
    }
    if (sampler.completed < target) level = await advance(sampler, target);
  }

  return {
    ...{ sampling, count, levels: noise.levels, starts: startsOf(program, noise.levels.length), end: program.end },
    get completed() {
      return sampler.completed;
    },
    get total() {
      return sampler.total;
    },
    get level() {
      return level;
    },
    seek,
    counts: ([from, to], cells) => sampler.counts({ axes: [{ coordinate: 0, from, to, cells }] }),
    draw: (canvas, picture) => sampler.draw(canvas, picture),
    samples: () => sampler.samples(),
    async paths(few) {
      using scouts = await engine.sampler({ ...options, particles: few });
      const places = [await scouts.samples()];
      const every = Math.max(1, Math.ceil(scouts.total / mostPoints));
      while (scouts.completed < scouts.total) {
        await advance(scouts, Math.min(scouts.total, scouts.completed + every));
        places.push(await scouts.samples());
      }
      return Array.from({ length: few }, (_, i) => pathOf(places, i));
    },
    dispose: () => sampler.dispose(),
  };
}

/** Takes a sampler on to an update after its last, and gives the noise level that it is at then. */
async function advance(sampler: Sampler, target: number): Promise<number> {
  // Reports come at multiples of this, of which the target is the next.
  for await (const { level } of sampler.run({ reportEvery: target })) return level;
  return 0;
}

/** A level that has no update of its own begins with the next. */
function startsOf({ stages }: Program, levels: number): number[] {
  return Array.from({ length: levels }, (_, i) =>
    stages.reduce((sum, { level, count }) => (level < i ? sum + count : sum), 0),
  );
}

function pathOf(places: readonly Points[], i: number): Float32Array {
  const dimension = places[0]!.shape[1];
  const path = new Float32Array(places.length * dimension);
  for (const [at, { values }] of places.entries()) {
    for (let j = 0; j < dimension; j++) path[at * dimension + j] = values[i * dimension + j]!;
  }
  return path;
}
