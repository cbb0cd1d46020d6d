import { ArgumentError, SamplingDivergedError, TrainingDivergedError } from '../../errors.ts';

/** Arguments of the library, by how their paths begin, and the options that give them. */
const options: readonly (readonly [path: string, option: string])[] = [
  ['optimizer.learningRate.steps', '--steps'],
  ['optimizer.learningRate.warmup', '--schedule'],
  ['optimizer.learningRate', '--learning-rate'],
  ['optimizer.beta2', '--beta2'],
  ['optimizer.weightDecay', '--weight-decay'],
  ['optimizer.clip', '--clip'],
  ['averaging.decay', '--ema'],
  ['noisePerRow', '--noise-per-row'],
  ['network.hidden', '--hidden'],
  ['network.activation', '--activation'],
  ['network.conditioning', '--conditioning'],
  ['network.output', '--output'],
  ['noise.from', '--sigmas'],
  ['noise.to', '--sigmas'],
  ['noise.levels', '--sigmas'],
  ['method.size', '--epsilon'],
  ['method.perLevel', '--steps-per-level'],
  ['method.churn', '--churn'],
  ['method.corrections', '--corrections'],
  ['method.snr', '--snr'],
  ['method.resamplings', '--resamplings'],
  ['initial', '--initial'],
  ['known', '--data'],
  ['largestDistance', '--scale'],
  ['stepsPerLevel', '--steps-per-level'],
  ['standardise', '--standardise'],
  ['perturbation', '--perturbation'],
  ['weighting', '--weighting'],
  ['network.dimension', '--data'],
  ['contextDropout', '--condition-dropout'],
  ['contextColumns', '--condition'],
  ['context', '--condition'],
  ['network.context', '--condition'],
  ['coordinates.names', '--data'],
  ['data', '--data'],
  ['count', '--points'],
  ['batch', '--batch'],
  ['particles', '--particles'],
  ['dimension', '--dimension'],
  ['steps', '--steps'],
  ['seed', '--seed'],
  ['overlap', '--overlap'],
  ['to', '--to'],
];

/**
 * A text with options of the command line alone, where it names them beside those of the library: "--missing drop, or missing:
 * 'drop'".
 */
export function optionsAlone(text: string): string {
  return text.replace(
    /(--[a-z][\w-]*(?: [^,;.\s]+(?: or [^,;.\s]+)?)?), or (?:standardise|missing|header|columns|limit|as)(?:: (?:'[^']*'|\[[^\]]*\]|true or false|true|false))?/g,
    '$1',
  );
}

/** What the message of an error says, with options of the command line in the place of arguments of the library. */
export function inOptions(error: Error): string {
  if (error instanceof ArgumentError) return argumentInOptions(error);
  // Of the tutorial, where all settings are given; `train` tells more.
  if (error instanceof TrainingDivergedError)
    return `training: the loss stopped being finite at step ${error.step}; nothing was written`;
  if (error instanceof SamplingDivergedError)
    return error.message
      .replace('the sampler keeps the last finite state', 'the run ends without a result')
      .replace('Lower the step size:', 'Lower --epsilon, the step size of the last level:')
      .replace('Give more noise levels', 'Give more noise levels by --levels');
  return error.message;
}

function argumentInOptions({ argument, message }: ArgumentError): string {
  const [path, option] = options.find(([path]) => isAt(argument, path)) ?? [];
  if (path === undefined || !message.startsWith(argument)) return message;
  return `${option}${message.slice(argument.length)}`;
}

function isAt(argument: string, path: string): boolean {
  return argument.startsWith(path) && /^($|[.[])/.test(argument.slice(path.length));
}
