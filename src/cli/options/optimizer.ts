import { cosine, type LearningRate, warmup } from '../../learning_rate.ts';
import { type Adam, adam, adamW } from '../../optimizer.ts';
import { UsageError } from '../exit.ts';
import { integer, number, oneOf, refused, split } from './read.ts';

/** Most steps of a training. */
export const mostSteps = 100_000_000;

type OptimizerOption = 'optimizer' | 'learning-rate' | 'schedule' | 'beta2' | 'weight-decay' | 'clip';

/** Reads how a training moves its parameters; a schedule is for so many steps. @throws UsageError */
export function optimizerOf(values: { [Name in OptimizerOption]?: string | undefined }, steps: number): Adam {
  const name = oneOf('--optimizer', values.optimizer ?? 'adam', ['adam', 'adamw']);
  const weightDecay = number('--weight-decay', values['weight-decay'], { least: 0 });
  if (weightDecay !== undefined && name === 'adam') throw new UsageError('--weight-decay: only for --optimizer adamw');
  const clip = values.clip === 'none' ? undefined : clipOf(values.clip);
  const beta2 = number('--beta2', values.beta2, { least: 0, below: 1 });
  const rate = number('--learning-rate', values['learning-rate'] ?? '0.01', { above: 0 });
  const options = {
    learningRate: scheduleOf(values.schedule ?? 'cosine', rate, steps),
    ...(beta2 !== undefined && { beta2 }),
    ...(clip !== undefined && { clip }),
  };
  if (name === 'adam') return adam(options);
  return adamW({ ...options, ...(weightDecay !== undefined && { weightDecay }) });
}

function clipOf(given: string | undefined): number | undefined {
  if (given !== undefined && !/^[\d.]/.test(given)) throw refused('--clip', given, 'a number of at least 0, or none');
  return number('--clip', given, { least: 0 });
}

function scheduleOf(given: string, rate: number, steps: number): LearningRate {
  const [name, length] = split(given);
  if (given === 'constant') return rate;
  if (name === 'cosine') {
    const [rise, last, ...others] = length?.split(',') ?? [];
    if (others.length > 0) throw refused('--schedule', given, 'cosine, cosine:N or cosine:N,END');
    const end = integer('--schedule cosine, END', last, 1, mostSteps) ?? steps;
    return cosine({ from: rate, steps: end, warmup: integer('--schedule cosine', rise, 0, end - 1) ?? 0 });
  }
  if (name === 'warmup') return warmup({ rate, steps: integer('--schedule warmup', length ?? '', 1, mostSteps) });
  throw refused('--schedule', given, 'constant, cosine, warmup:N, cosine:N or cosine:N,END');
}
