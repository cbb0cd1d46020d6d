import type { Settings } from '../settings/settings.ts';
import { type Calls, code, type Entries, type Expression, unless, type Written, written } from './javascript.ts';
import type { Recorded } from './record.ts';
import { lastLevel, type Pane, panesOf } from './sampling.ts';

/** Lines that draw samples along `model`, or the score of `target`, by each sampler of the page. */
export function samplingLines({ settings, updates, model }: Recorded, { call }: Calls): string[] {
  return panesOf(settings).flatMap((pane, i) => {
    const name = i === 0 ? 'sampler' : 'beside';
    const options = {
      score: scoreOf(pane, settings, call),
      noise: isOwnLadder(pane, settings, model) ? undefined : ladderOf(pane, settings, call),
      method: methodOf(pane, settings, call),
      particles: settings.particles,
      seed: unless(0, settings.seed),
    };
    return [
      ...(i === 0 ? [] : ['']),
      `const ${name} = await engine.sampler(${written(options)});`,
      ...runOf(name, updates[i]),
      `console.log(await ${name}.samples());`,
    ];
  });
}

function runOf(name: string, updates: number | undefined): string[] {
  if (updates === 0) return [];
  if (updates !== undefined) return [`for await (const _ of ${name}.run({ reportEvery: ${updates} })) break;`];
  return [`for await (const { completed, total } of ${name}.run()) console.log(completed, total);`];
}

function scoreOf({ score }: Pane, { source }: Settings, call: Calls['call']): Written {
  if (score === 'learned') return code('model');
  return source === 'painting' ? code('target') : call('exactMixture', code('target'));
}

/** Whether the sampler descends the levels that the network was trained at, which it does unless given others. */
function isOwnLadder(pane: Pane, { levels }: Settings, model: string | undefined): boolean {
  return model === undefined && pane.score === 'learned' && pane.spacing === 'geometric' && pane.ladder === levels;
}

function ladderOf({ spacing, ladder }: Pane, settings: Settings, call: Calls['call']): Written {
  const { sigmaFrom: from, sigmaTo: to } = settings;
  return ladder === 1 ? { levels: [from] } : call(spacing, { from, to, levels: ladder });
}

function methodOf({ method, ladder }: Pane, settings: Settings, call: Calls['call']): Expression {
  const { perLevel, share, denoise, churn, corrections, snr } = settings;
  const size = (): Expression =>
    call('proportional', { epsilon: code(`${share} * ${lastLevel(settings, ladder)} ** 2`) });
  const options: Record<Pane['method'], () => [name: string, given?: Entries]> = {
    langevin: () => ['annealedLangevin', { perLevel, size: size(), denoise: unless(false, denoise) }],
    heun: () => ['heun', { churn: unless(0, churn) }],
    'dpm-solver': () => ['dpmSolver'],
    'dpm-solver-sde': () => ['dpmSolverSde'],
    euler: () => ['euler'],
    ancestral: () => ['ancestral'],
    'reverse-diffusion': () => ['reverseDiffusion'],
    'predictor-corrector': () => [
      'predictorCorrector',
      { corrections: unless(1, corrections), snr: unless(0.16, snr) },
    ],
  };
  return call(...options[method]());
}
