import { type Checkpoint, DeviceLostError, type Engine, type Model, type Trainer } from '../../../src/index.ts';
import type { Problem } from '../run/problem.ts';
import { trainerOptions } from '../run/training.ts';
import type { Settings } from '../settings/settings.ts';

/** The network at a step of its training. */
export interface Frame {
  readonly step: number;
  readonly model: Model;
}

/** What a training is made again from, on another engine: it goes on as if it had never stopped. */
export interface Kept {
  readonly checkpoint: Checkpoint;
  readonly losses: Float32Array;
  readonly frames: readonly Frame[];
}

/** A training under way. */
export interface Learning {
  readonly step: number;
  readonly steps: number;
  /** Of every step so far; a copy. */
  losses(): Float32Array;
  readonly frames: readonly Frame[];
  readonly stepsPerSecond: number;
  /** Takes about so many milliseconds of further steps, or as many as are left up to `last`. */
  advance(milliseconds: number, last: number): Promise<void>;
  /** The network as it stands, or as it was at a frame. */
  model(frame: number): Promise<Model>;
  /** What it can be made again from: of this moment, or where its device is lost for good of the last that is known. */
  keep(): Promise<Kept>;
  dispose(): void;
}

/**
 * The step after `step` at which the network is kept: close together at first, when most changes, and then every twentieth of
 * the way, which makes some hundred frames of any training.
 */
function nextFrame(step: number): number {
  return step + Math.max(4, Math.ceil(step / 20));
}

/** The network before the first step; a trainer that cannot give it is left to nobody. */
async function firstModel(trainer: Trainer): Promise<Model> {
  try {
    return await trainer.model();
  } catch (error) {
    trainer.dispose();
    throw error;
  }
}

/** Begins a training, or goes on with one. */
export async function startLearning(
  engine: Engine,
  problem: Problem,
  settings: Settings,
  from: Kept | undefined,
): Promise<Learning> {
  const { data } = problem;
  const { steps } = settings;
  const trainer = await engine.trainer(from ? { data, checkpoint: from.checkpoint } : trainerOptions(settings, data));
  const before = from?.losses ?? new Float32Array();
  const frames: Frame[] = from ? [...from.frames] : [{ step: 0, model: await firstModel(trainer) }];
  let current: Frame | undefined;
  /** Steps that are taken between two looks at the clock. */
  let stride = 1;
  let stepsPerSecond = 0;

  async function live(): Promise<Model> {
    if (current?.step !== trainer.step) current = { step: trainer.step, model: await trainer.model() };
    return current.model;
  }

  async function take(count: number): Promise<void> {
    for await (const _ of trainer.run({ steps: count })) {
      // Reports come at the end.
    }
  }

  function losses(): Float32Array {
    const own = trainer.losses();
    const all = new Float32Array(before.length + own.length);
    all.set(before);
    all.set(own, before.length);
    return all;
  }

  async function keep(): Promise<Kept> {
    const checkpoint = await trainer.checkpoint().catch((error: unknown) => {
      if (error instanceof DeviceLostError && error.checkpoint) return error.checkpoint;
      throw error;
    });
    const { step } = checkpoint;
    return { checkpoint, losses: losses().subarray(0, step), frames: frames.filter((frame) => frame.step <= step) };
  }

  return {
    get step() {
      return trainer.step;
    },
    steps,
    losses,
    frames,
    get stepsPerSecond() {
      return stepsPerSecond;
    },
    async advance(milliseconds, last) {
      const begun = performance.now();
      const first = trainer.step;
      while (trainer.step < last) {
        const next = nextFrame(frames.at(-1)!.step);
        const count = Math.min(stride, last - trainer.step, Math.max(1, next - trainer.step));
        const started = performance.now();
        await take(count);
        const now = performance.now();
        // Strides of a quarter of the time: short enough to stop soon, long enough to fill a device.
        const ideal = (count * milliseconds) / 4 / Math.max(now - started, 0.1);
        stride = Math.max(1, Math.min(2 * stride, Math.round(ideal)));
        if (trainer.step >= next) frames.push({ step: trainer.step, model: await live() });
        if (now - begun >= milliseconds) break;
      }
      const seconds = (performance.now() - begun) / 1000;
      const rate = (trainer.step - first) / seconds;
      // Smoothed, so that it can be read.
      stepsPerSecond = stepsPerSecond === 0 ? rate : 0.9 * stepsPerSecond + 0.1 * rate;
    },
    async model(frame) {
      return frame >= 0 && frame < frames.length ? frames[frame]!.model : live();
    },
    keep,
    dispose: () => trainer.dispose(),
  };
}
