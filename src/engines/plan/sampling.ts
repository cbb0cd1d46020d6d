import { ArgumentError, requireInteger } from '../../errors.ts';
import type { FieldDescription } from '../../fields/field.ts';
import { checkedScore, fieldOf } from '../../fields/index.ts';
import { inFloat32, requirePoints } from '../../points.ts';
import { keyOf } from '../../random.ts';
import { type Keys, requireKeys } from '../../require_options.ts';
import type { SamplerOptions } from '../../sampler.ts';
import { type Program, sigmaAt } from '../../samplers/program.ts';
import { standardised } from '../../transform.ts';
import { planKnown, withKnown } from './known.ts';
import { normalsOf } from './normals.ts';
import { programFor } from './program.ts';
import type { SamplingPlan } from './sampling_plan.ts';

const samplerKeys: Keys<SamplerOptions> = {
  score: true,
  noise: true,
  method: true,
  particles: true,
  firstParticle: true,
  outOf: true,
  seed: true,
  initial: true,
  known: true,
};

/** Checks the options of a sampler and fills in the defaults. @throws ArgumentError */
export function planSampling(options: SamplerOptions): SamplingPlan {
  requireKeys('', options, samplerKeys);
  const { particles, firstParticle = 0, outOf = particles, seed = 0 } = options;
  const field = fieldOf(options.score);
  const score = checkedScore('score', options.score);
  const described = field.describe(score, fieldOf);
  const { dimension, transform } = described;
  const program = programFor(options, described.noise);
  requireInteger('particles', particles, 1, 0xffff_ffff);
  requireForParticles('score', described, particles);
  requireFirstParticle(firstParticle, particles);
  requireInteger('outOf', outOf, particles, particlesOfSeed);
  const key = keyOf(seed);
  const firstQuad = firstParticle / 4;
  const known = planKnown('known', options.known, particles, described);
  const initial = initialFor(options, described, program);
  return {
    ...{ score, dimension, particles, outOf, firstQuad, program, key },
    initial:
      known && 'values' in initial
        ? withKnown(initial, known, { sigma: sigmaAt(program, 0), firstQuad, key })
        : initial,
    ...(known && { known }),
    ...(transform && { transform }),
  };
}

function initialFor(
  { initial, particles }: SamplerOptions,
  { dimension, transform, moments }: FieldDescription,
  { start }: Program,
): SamplingPlan['initial'] {
  if (initial === undefined) {
    // Langevin dynamics forget where they start.
    if (start === undefined) return normalsOf('initial', { deviation: 1 }, dimension);
    const { mean, deviation } = moments ?? { mean: 0, deviation: 0 };
    const spread = (d: number): number => Math.hypot(d, start);
    const wide = typeof deviation === 'number' ? spread(deviation) : deviation.map(spread);
    return normalsOf('initial', { mean, deviation: wide }, dimension);
  }
  if (typeof initial !== 'object' || initial === null)
    throw new ArgumentError('initial', initial, 'points, or { mean, deviation } of normals');
  if (!('values' in initial)) return normalsOf('initial', initial, dimension);
  requirePoints('initial', initial, dimension);
  if (initial.shape[0] !== particles)
    throw new ArgumentError('initial.shape', initial.shape, `[${particles}, ${dimension}], a row for each particle`);
  if (transform) return standardised(initial, transform);
  const { values, shape } = inFloat32('initial', initial);
  // A device that is lost is replaced by another, which takes them again.
  return { values: values === initial.values ? values.slice() : values, shape };
}

/** Refuses a score that is for other particles than so many. @throws ArgumentError */
export function requireForParticles(argument: string, described: FieldDescription, particles: number): void {
  if (described.particles === undefined || described.particles === particles) return;
  throw new ArgumentError(
    argument,
    `a score of ${described.particles} particles`,
    `of ${particles}, the number of particles, or the same for all`,
    'Such as by a context for each of them, or one for all.',
  );
}

/** Particles of one seed: four for each value of the counter that tells quads apart, a word of 32 bits. */
export const particlesOfSeed = 2 ** 34;

/** Checks where particles begin in the random streams. @throws ArgumentError */
export function requireFirstParticle(first: number, particles: number): void {
  if (Number.isInteger(first) && first >= 0 && first % 4 === 0 && first + particles <= particlesOfSeed) return;
  throw new ArgumentError(
    'firstParticle',
    first,
    `a multiple of 4 from 0 to ${particlesOfSeed - 4 * Math.ceil(particles / 4)}, that firstParticle + particles be at most 2³⁴`,
    'Four particles share a random number; other seeds give other particles.',
  );
}
