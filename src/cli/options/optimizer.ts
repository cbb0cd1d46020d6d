import { cosine, type LearningRate, warmup } from '../../learning_rate.ts';
import { type Adam, adam, adamW } from '../../optimizer.ts';
import { UsageError } from '../exit.ts';
import { integer, number, oneOf, refused, split } from './read.ts';

/** Most steps of a training. */
export const mostSteps = 100_000_000;

type OptimizerOption = 'optimizer' | 'learning-rate' | 'schedule' | 'weight-decay' | 'clip';

/** Reads how a training moves its parameters; a schedule is for so many steps. @throws UsageError */
export function optimizerOf(values: { [Name in OptimizerOption]?: string | undefined }, steps: number): Adam {
  const name = oneOf('--optimizer', values.optimizer ?? 'adam', ['adam', 'adamw']);
  const weightDecay = number('--weight-decay', values['weight-decay'], { least: 0 });
  if (weightDecay !== undefined && name === 'adam') throw new UsageError('--weight-decay: only for --optimizer adamw');
  const clip = number('--clip', values.clip, { least: 0 });
  const rate = number('--learning-rate', values['learning-rate'] ?? '0.01', { above: 0 });
  const options = {
    learningRate: scheduleOf(values.schedule ?? 'cosine', rate, steps),
    ...(clip !== undefined && { clip }),
  };
  if (name === 'adam') return adam(options);
  return adamW({ ...options, ...(weightDecay !== undefined && { weightDecay }) });
}

function scheduleOf(given: string, rate: number, steps: number): LearningRate {
  const [name, length] = split(given);
  if (given === 'constant') return rate;
  if (name === 'cosine') {
    const rise = integer('--schedule cosine', length, 0, steps - 1) ?? 0;
    return cosine({ from: rate, steps, warmup: rise });
  }
  if (name === 'warmup') return warmup({ rate, steps: integer('--schedule warmup', length ?? '', 1, mostSteps) });
  throw refused('--schedule', given, 'constant, cosine, warmup:N or cosine:N');
}
