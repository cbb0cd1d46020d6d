import type { AdapterDescription } from '../adapter_description.ts';
import type { Engine } from '../engine.ts';
import type { Model } from '../network.ts';
import { type Float32Points, inFloat32 } from '../points.ts';
import type { Sampler, SamplingProgress } from '../sampler.ts';
import { floorOf, type Measures, measure, measureScore, type ScoreMeasures } from './measures.ts';
import {
  drawData,
  frameInterval,
  type SamplerName,
  samplerNames,
  samplerOptions,
  type TutorialOptions,
  trainerOptions,
} from './settings.ts';

/** The network as it was after `step` training steps. */
export interface Frame {
  readonly step: number;
  readonly parameters: Float32Array;
}

/** What a sampling run came to. */
export interface SamplerResult {
  readonly samples: Float32Points;
  readonly measures: Measures;
}

/** Everything the tutorial finds out: plain data. */
export interface TutorialResult {
  readonly options: TutorialOptions;
  readonly engine: Engine['kind'];
  readonly adapter: AdapterDescription;
  readonly data: Float32Points;
  /** Gradient of the loss before the training, in the layout of the parameters. */
  readonly gradient: Float32Array;
  readonly losses: Float32Array;
  readonly frames: readonly Frame[];
  readonly model: Model;
  /** How far the learned score is from the exact one. */
  readonly score: ScoreMeasures;
  /** Particles of the tutorial's own loop before its first step and after each: [steps + 1][particles]. */
  readonly trajectories: readonly Float32Array[];
  readonly samplers: Readonly<Record<SamplerName, SamplerResult>>;
  /** Time in the engine, not in whoever looks on. */
  readonly seconds: { readonly train: number; readonly sample: number };
}

export type TutorialProgress =
  | {
      readonly phase: 'training';
      readonly completed: number;
      readonly total: number;
      /** Losses of all steps so far. */
      readonly losses: Float32Array;
      readonly model: Model;
    }
  | ({
      readonly phase: 'sampling';
      readonly sampler: SamplerName;
      /** The particles as they stand. */
      readonly samples: () => Promise<Float32Points>;
    } & SamplingProgress);

export type OnProgress = (progress: TutorialProgress) => void | Promise<void>;

/** A tutorial under way. */
export interface Tutorial {
  /** The network as it is before the training. */
  readonly initial: Model;
  readonly gradient: Float32Array;
  /** Of the chains so far: @see TutorialResult */
  readonly trajectories: readonly Float32Array[];
  /** Goes on to the end. An aborted signal ends it by throwing the signal's reason; another call goes on from there. */
  run(onProgress?: OnProgress, signal?: AbortSignal): Promise<TutorialResult>;
  dispose(): void;
}

/** Langevin steps of the large samplers between two reports. */
const samplingInterval = 20;

/**
 * Prepares the experiment: draws the data, makes the trainer and looks at its first gradient.
 * @throws ArgumentError on bad options, more particles than the device can hold among them.
 */
export async function startTutorial(engine: Engine, options: TutorialOptions): Promise<Tutorial> {
  const data = drawData(options);
  const samplers = new Map<SamplerName, Sampler>();
  // First of all, so that too many particles are refused before the training and not after it.
  samplers.set('oracle', await engine.sampler(samplerOptions('oracle', options)));
  const trainer = await engine.trainer(trainerOptions(data, options));
  const gradient = await trainer.gradient();
  const seconds = { train: 0, sample: 0 };
  const clock = stopwatch(seconds);
  const initial = await trainer.model();
  const frames: Frame[] = [{ step: 0, parameters: initial.parameters }];
  const trajectories: Float32Array[] = [];

  async function samplerOf(name: SamplerName, model: Model): Promise<Sampler> {
    const sampler = samplers.get(name) ?? (await engine.sampler(samplerOptions(name, options, model)));
    samplers.set(name, sampler);
    return sampler;
  }

  async function train(onProgress: OnProgress, abort: { signal?: AbortSignal }): Promise<void> {
    const interval = frameInterval(options.steps);
    // Counted by frames, not by steps: an abort may leave a step taken whose frame is still to be kept.
    for (let kept = frames.at(-1)!.step; kept < options.steps; kept = frames.at(-1)!.step) {
      const step = Math.min((Math.floor(kept / interval) + 1) * interval, options.steps);
      clock.start('train');
      for await (const _ of trainer.run({ steps: step - trainer.step, reportEvery: interval, ...abort }));
      const model = await trainer.model();
      clock.stop();
      frames.push({ step, parameters: model.parameters });
      await onProgress({ phase: 'training', completed: step, total: options.steps, losses: trainer.losses(), model });
    }
  }

  async function sample(
    name: SamplerName,
    model: Model,
    onProgress: OnProgress,
    abort: { signal?: AbortSignal },
  ): Promise<void> {
    const sampler = await samplerOf(name, model);
    const recorded = name === 'tutorial';
    // The start of the chains, or a state that an abort kept from being reported.
    if (recorded) trajectories[sampler.completed] ??= (await samplesOf(sampler)).values;
    clock.start('sample');
    for await (const progress of sampler.run({ reportEvery: recorded ? 1 : samplingInterval, ...abort })) {
      if (recorded) trajectories[progress.completed] = (await samplesOf(sampler)).values;
      clock.stop();
      await onProgress({ phase: 'sampling', sampler: name, samples: () => samplesOf(sampler), ...progress });
      clock.start('sample');
    }
    clock.stop();
  }

  async function run(onProgress: OnProgress = () => {}, signal?: AbortSignal): Promise<TutorialResult> {
    const abort = signal ? { signal } : {};
    await train(onProgress, abort);
    const model = await trainer.model();
    for (const name of samplerNames) await sample(name, model, onProgress, abort);
    return finish(model, signal);
  }

  async function finish(model: Model, signal: AbortSignal | undefined): Promise<TutorialResult> {
    const floors = new Map<number, Measures['floor']>();
    const results = {} as Record<SamplerName, SamplerResult>;
    for (const name of samplerNames) {
      // Measuring many particles takes a while.
      await breathe(signal);
      const samples = await samplesOf(await samplerOf(name, model));
      const [particles] = samples.shape;
      const floor = floors.get(particles) ?? floorOf(particles);
      floors.set(particles, floor);
      results[name] = { samples, measures: { ...measure(samples), floor } };
    }
    const { kind, adapter } = engine;
    const losses = trainer.losses();
    const score = await measureScore(engine, model);
    return {
      options,
      engine: kind,
      adapter,
      data,
      gradient,
      losses,
      frames,
      model,
      score,
      trajectories,
      samplers: results,
      seconds,
    };
  }

  function dispose(): void {
    trainer.dispose();
    for (const sampler of samplers.values()) sampler.dispose();
  }

  return { initial, gradient, trajectories, run, dispose };
}

/** Gives way to the event loop, and throws the signal's reason if it has aborted. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

/** Adds up time by kind. */
function stopwatch(seconds: { train: number; sample: number }) {
  let running: { kind: keyof typeof seconds; since: number } | undefined;
  return {
    start: (kind: keyof typeof seconds): void => {
      running = { kind, since: performance.now() };
    },
    stop: (): void => {
      if (running) seconds[running.kind] += (performance.now() - running.since) / 1000;
      running = undefined;
    },
  };
}

/** The model has no transform, so that samples are float32. */
async function samplesOf(sampler: Sampler): Promise<Float32Points> {
  return inFloat32('samples', await sampler.samples());
}
