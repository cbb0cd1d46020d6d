import type { Settings } from '../settings/settings.ts';
import { type Calls, code, type Entries, unless, type Written, written } from './javascript.ts';
import type { Recorded } from './record.ts';
import { conditioningOf, noisePerRowOf } from './training.ts';

/** Lines that train a `model` on `data`: what `trainerOptions` says, in words of a program. */
export function trainingLines({ settings, trained }: Recorded, { call }: Calls): string[] {
  const every = Math.max(1, Math.ceil(trained / 10));
  const steps = written({ steps: trained, reportEvery: every < trained ? every : undefined });
  return [
    `const trainer = await engine.trainer(${written(optionsOf(settings, call))});`,
    ...(trained > 0
      ? [`for await (const { step, loss } of trainer.run(${steps})) console.log(step, loss);`]
      : ['// It is not trained yet.']),
    'const model = await trainer.model();',
  ];
}

function optionsOf(settings: Settings, call: Calls['call']): Entries {
  const { source, columnY, hidden, activation, sigmaFrom: from, sigmaTo: to, levels } = settings;
  const { batch, averaging, perturbation, standardise, seed } = settings;
  return {
    data: code('data'),
    network: call('mlp', {
      dimension: source === 'tutorial' || (source === 'file' && columnY < 0) ? 1 : 2,
      hidden,
      activation: unless('relu', activation),
      conditioning: unless<Written>('sigma', conditioningOf(settings)),
      output: outputOf(settings, call),
    }),
    noise: call('geometric', { from, to, levels }),
    noisePerRow: unless<Written>('all-levels', noisePerRowOf(settings)),
    perturbation: unless('independent', perturbation),
    optimizer: optimizerOf(settings, call),
    batch: unless(0, batch),
    averaging: averaging > 0 ? { decay: averaging } : undefined,
    standardise: unless('none', standardise),
    seed: unless(0, seed),
  };
}

function outputOf({ output, detail, standardise }: Settings, call: Calls['call']): Written | undefined {
  if (output !== 'edm') return unless('score', output);
  if (standardise !== 'none') return { edm: detail };
  return { edm: code(`${detail} * ${written(call('deviationOf', code('data')))}`) };
}

function optimizerOf(settings: Settings, call: Calls['call']): Written | undefined {
  const { beta2, weightDecay } = settings;
  const options = {
    learningRate: rateOf(settings, call),
    beta2: unless(0.999, beta2),
    weightDecay: unless(0, weightDecay),
  };
  return Object.values(options).some((option) => option !== undefined) ? call('adam', options) : undefined;
}

function rateOf({ schedule, rate, steps, warmup }: Settings, call: Calls['call']): Written | undefined {
  if (schedule === 'constant') return unless(0.01, rate);
  return call('cosine', { from: unless(0.01, rate), steps, warmup: unless(0, Math.min(warmup, steps - 1)) });
}
