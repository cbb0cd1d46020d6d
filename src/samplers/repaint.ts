import { requireInteger, requireOneOf } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { ancestralStage } from './ancestral.ts';
import type { Method, Stage } from './program.ts';
import { reverseDiffusionStage } from './reverse_diffusion.ts';
import { downTheLadder, type End, removedVariance, type StepDown } from './steps_down.ts';

/** How often and by which steps RePaint goes down a ladder. */
export interface Repaint {
  /** Times that each step down is taken, from 1, which is the underlying sampler alone; 20 by default. */
  readonly resamplings?: number;
  /** Steps down that are taken before noise takes the particles up again, all of them at once; 1 by default. */
  readonly jump?: number;
  /** The step down: that of `reverseDiffusion`, by default, or that of `ancestral`. */
  readonly step?: 'reverse-diffusion' | 'ancestral';
  readonly end?: End;
}

/**
 * RePaint (Lugmayr et al. 2022, algorithm 1): after each step down, or `jump` of them, noise takes the particles up again, so that the
 * step is taken `resamplings` times. Each time what is drawn has come nearer to what is known (`known` of a sampler); without known
 * coordinates it is a longer chain with the same aim. A step of noise is one with the step down before it, so there are
 * `resamplings` evaluations a level. The step to σ = 0 has no noise to draw anew and is taken once.
 */
export function repaint(options: Repaint = {}): Method {
  requireKeys('method', options, { resamplings: true, jump: true, step: true, end: true });
  const { resamplings = 20, jump = 1, step = 'reverse-diffusion', end = 'zero' } = options;
  requireInteger('method.resamplings', resamplings, 1, 0xffff_ffff);
  requireInteger('method.jump', jump, 1);
  requireOneOf('method.step', step, ['reverse-diffusion', 'ancestral']);
  const stageOf = step === 'ancestral' ? ancestralStage : reverseDiffusionStage;
  return downTheLadder(end, (steps) => {
    const repeated = steps.filter(({ next }) => next > 0);
    const last = steps.slice(repeated.length);
    const stages: Stage[] = [];
    for (let first = 0; first < repeated.length; first += jump)
      stages.push(...timesTaken(repeated.slice(first, first + jump), stageOf, resamplings));
    return [...stages, ...last.map(stageOf)];
  });
}

/** Some steps down, taken so many times, with noise between that leads back up. */
function timesTaken(steps: readonly StepDown[], stageOf: (step: StepDown) => Stage, times: number): Stage[] {
  const [top, bottom] = [steps[0]!, steps.at(-1)!];
  const once = steps.map(stageOf);
  const lowest = once.at(-1)!;
  // The normals of the step and those that lead up add up to others.
  const up = { ...lowest, d: Math.hypot(lowest.d, Math.sqrt(removedVariance({ ...top, next: bottom.next }))) };
  if (steps.length === 1) return times === 1 ? once : [{ ...up, count: times - 1 }, lowest];
  const stages: Stage[] = [];
  for (let time = 0; time < times; time++) {
    // Levels in a program never fall: a step that is taken again counts for the lowest that was reached.
    const level = (stage: Stage): Stage => (time === 0 ? stage : { ...stage, level: bottom.level });
    stages.push(...once.slice(0, -1).map(level), level(time < times - 1 ? up : lowest));
  }
  return stages;
}
