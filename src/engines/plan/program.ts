import { ArgumentError } from '../../errors.ts';
import { type Noise, requireNoise } from '../../noise.ts';
import type { SamplerOptions } from '../../sampler.ts';
import { type Program, programOf } from '../../samplers/program.ts';

/**
 * The program of the method on the ladder that is given, or else on that of the score.
 * @param own the noise levels of the score, where it has any
 * @throws ArgumentError
 */
export function programFor(
  { method, noise: given }: Pick<SamplerOptions, 'method' | 'noise'>,
  own: Noise | undefined,
): Program {
  if (given !== undefined) requireNoise('noise', given);
  if (typeof method !== 'function') return programOf('method', method);
  if (/^class\b/.test(Function.prototype.toString.call(method)))
    throw new ArgumentError('method', method, 'a sampler such as heun(), or a program', 'A class cannot be called.');
  const noise = given ?? own;
  if (noise) return programOf('method', method(noise));
  throw new ArgumentError(
    'noise',
    noise,
    'given when the score has no noise levels of its own',
    'For instance noise: geometric({ from: 2, to: 0.5, levels: 16 }).',
  );
}
