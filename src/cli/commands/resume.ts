import { type Checkpoint, modelOf } from '../../checkpoint.ts';
import { fingerprintOf, sameFingerprint } from '../../fingerprint.ts';
import type { LearningRate } from '../../learning_rate.ts';
import type { Points } from '../../points.ts';
import type { Seed } from '../../random.ts';
import { standardisation } from '../../transform.ts';
import { UsageError } from '../exit.ts';
import { mostSteps } from '../options/optimizer.ts';
import { mostPoints, type TrainRequest } from '../options/train.ts';

/** How a training in a file goes on. */
export interface Resumption {
  /** That of the file, with another schedule if one was asked for beyond the end of its own. */
  readonly checkpoint: Checkpoint;
  /** Steps in all. */
  readonly steps: number;
  /** Draws that make the data of a target, and their key. */
  readonly points: number;
  readonly seed: Seed;
}

/** Takes what was not asked for from the file. @throws UsageError when what was asked for is something else, naming it */
export function resumptionOf(request: TrainRequest, checkpoint: Checkpoint): Resumption {
  const { out, given } = request;
  for (const [option, [asked, found]] of Object.entries(settingsOf(request, checkpoint))) {
    if (!given.has(option) || asked === found) continue;
    throw new UsageError(
      `--${option}: got ${asked}, but the training in ${out} has ${found}; leave it out, or train from the start without --resume`,
    );
  }
  const learningRate = scheduleFor(request, checkpoint);
  const { optimizer, seed } = checkpoint.settings;
  const settings = { ...checkpoint.settings, optimizer: { ...optimizer, learningRate } };
  const steps = request.steps ?? endOf(learningRate);
  if (steps === undefined)
    throw new UsageError('--steps is missing: it must say up to which step, for the schedule of the file has no end');
  if (steps <= checkpoint.step)
    throw new UsageError(`--steps: the training in ${out} has taken ${checkpoint.step} steps; ask for more than that`);
  // No more than may be asked for, whatever the file says: then the data turn out to be others.
  const points = given.has('points') ? request.points : Math.min(checkpoint.data.shape[0], mostPoints);
  return { checkpoint: { ...checkpoint, settings }, steps, points, seed: given.has('seed') ? request.seed : seed };
}

/** Refuses data that are not those of the file, or are not standardised as there. @throws UsageError */
export function requireSameData(
  { source, standardise, out }: TrainRequest,
  checkpoint: Checkpoint,
  data: Points,
): void {
  if (!sameFingerprint(fingerprintOf(data), checkpoint.data)) {
    const [count, dimension] = checkpoint.data.shape;
    throw new UsageError(
      `${'file' in source ? '--data' : '--target'}: these are not the ${count} points in ${dimension} dimension(s) that the training in ${out} was begun with`,
    );
  }
  if (standardise === undefined) return;
  if (JSON.stringify(standardisation(data, standardise)) !== JSON.stringify(checkpoint.transform)) {
    const has = checkpoint.transform ? 'was begun otherwise' : 'was begun without';
    throw new UsageError(`--standardise: got ${standardise}, but the training in ${out} ${has}; leave it out`);
  }
}

/** By option, what was asked for and what the file has, in the same words where they are the same. */
function settingsOf(request: TrainRequest, checkpoint: Checkpoint): Record<string, [asked: string, found: string]> {
  const { settings } = checkpoint;
  const { network, noise } = modelOf(checkpoint);
  const anyEdm = typeof request.output === 'object' && request.output.edm === undefined;
  const output = anyEdm ? (typeof network.output === 'object' ? network.output : 'edm') : request.output;
  const pair = (asked: unknown, found: unknown): [string, string] => [inWords(asked), inWords(found)];
  const decay = pair(request.optimizer.weightDecay, settings.optimizer.weightDecay);
  return {
    hidden: pair(request.hidden, network.hidden),
    activation: pair(request.activation, network.activation),
    conditioning: pair(request.conditioning, network.conditioning),
    output: pair(output, network.output),
    sigmas: pair(request.noise?.levels, noise.levels),
    'noise-per-row': pair(request.noisePerRow, settings.noisePerRow),
    perturbation: pair(request.perturbation, settings.perturbation),
    weighting: pair(request.weighting, settings.weighting),
    'condition-dropout': pair(request.contextDropout, settings.contextDropout),
    batch: pair(request.batch ?? 'all', settings.batch ?? 'all'),
    // Adam is AdamW without weight decay.
    'weight-decay': decay,
    beta2: pair(request.optimizer.beta2, settings.optimizer.beta2),
    optimizer: decay[0] === decay[1] ? decay : [`weight decay ${decay[0]}`, `weight decay ${decay[1]}`],
    clip: pair(request.optimizer.clip ?? 'none', settings.optimizer.clip ?? 'none'),
    ema: pair(request.averaging?.decay ?? 'none', settings.averaging?.decay ?? 'none'),
    seed: pair(request.seed, String(settings.seed)),
    points: pair(request.points, checkpoint.data.shape[0]),
  };
}

function inWords(value: unknown): string {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value)
      .map(([key, inside]) => `${key} ${inWords(inside)}`)
      .join(', ');
  return String(value);
}

/**
 * The schedule to go on with: that of the file, which an option may name again. A cosine has an end, beyond which nothing
 * more would be learned: who wants to go further has to say how.
 */
function scheduleFor({ given, optimizer, steps, out }: TrainRequest, { settings }: Checkpoint): LearningRate {
  const found = settings.optimizer.learningRate;
  const asked = optimizer.learningRate;
  const end = endOf(found);
  if (end !== undefined && steps !== undefined && steps > end) {
    if (given.has('schedule')) return asked;
    throw new UsageError(
      `--steps: the learning rate of the training in ${out} has fallen to its last value at step ${end}; to go on to step ${steps}, say with which one by --schedule and --learning-rate`,
    );
  }
  const refuse = (option: string, what: unknown, has: unknown): never => {
    throw new UsageError(`--${option}: got ${what}, but the training in ${out} has ${has}; leave it out`);
  };
  if (given.has('learning-rate') && highestOf(asked) !== highestOf(found))
    refuse('learning-rate', highestOf(asked), highestOf(found));
  const hasEnd = endOf(asked) !== (steps ?? mostSteps);
  const [shape, own] = [shapeOf(asked, hasEnd), shapeOf(found, hasEnd)];
  if (given.has('schedule') && shape !== own) refuse('schedule', shape, own);
  return found;
}

function endOf(rate: LearningRate): number | undefined {
  return typeof rate === 'object' && rate.kind === 'cosine' ? rate.steps : undefined;
}

function highestOf(rate: LearningRate): number {
  if (typeof rate === 'number') return rate;
  return rate.kind === 'cosine' ? rate.from : rate.rate;
}

/** As --schedule has it, a cosine with the step of its end where that is asked for. */
function shapeOf(rate: LearningRate, hasEnd: boolean): string {
  if (typeof rate === 'number') return 'constant';
  if (rate.kind === 'warmup') return `warmup:${rate.steps}`;
  if (hasEnd) return `cosine:${rate.warmup},${rate.steps}`;
  return rate.warmup === 0 ? 'cosine' : `cosine:${rate.warmup}`;
}
