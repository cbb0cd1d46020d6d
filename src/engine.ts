import type { AdapterDescription } from './adapter_description.ts';
import type { EngineKind } from './engine_kind.ts';
import type { Ensemble, EnsembleOptions, EnsembleResumeOptions } from './ensemble_of_trainings.ts';
import type { Score } from './fields/score.ts';
import type { Interruption } from './interruption.ts';
import type { Points } from './points.ts';
import type { Sampler, SamplerOptions } from './sampler.ts';
import type { ResumeOptions, Trainer, TrainerOptions } from './trainer.ts';

/** Keeps what an engine found out about a device, so that it need not be measured again: texts by key, such as `localStorage`. */
export interface TuningStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** An engine that comes before the one that was chosen, and why it was not taken: a sentence or two. */
export interface PassedOver {
  readonly kind: 'webgpu' | 'wasm';
  readonly reason: string;
}

/** Runs the numerical work. Every engine gives the same results, to float32 rounding. */
export interface Engine {
  /** Another than before where a lost device was replaced by another engine. */
  readonly kind: EngineKind;
  readonly adapter: AdapterDescription;
  /** Devices that were lost and replaced so far. */
  readonly interruptions: readonly Interruption[];
  /** Those that `createEngine` would rather have taken, in its order; none where an engine was asked for by name. */
  readonly passedOver: readonly PassedOver[];
  /** A new training, or one to go on with. @throws ArgumentError on bad options, among them other data than those of a checkpoint. */
  trainer(options: TrainerOptions | ResumeOptions): Promise<Trainer>;
  /**
   * New trainings of several networks of one shape at once, or some to go on with.
   * @throws ArgumentError on bad options, among them members that differ in what they must share.
   */
  ensemble(options: EnsembleOptions | EnsembleResumeOptions): Promise<Ensemble>;
  /** The most particles of so many dimensions that the addresses of one sampler reach, whether or not there is memory for them. */
  mostParticles(dimension: number): number;
  /** Particles of so many dimensions that keep it busy at a time. */
  busyParticles(dimension: number): number;
  /** @throws ArgumentError on bad options, among them more particles than the device can hold. */
  sampler(options: SamplerOptions): Promise<Sampler>;
  /**
   * s(x, σ) at every point: [count, dimension] in, the same shape out. Where the model has a transform, x and the score
   * ∇ₓ log p are in the units of the data, and σ in standardised ones: the noise of column j is σ·scale_j. In float32, or in
   * float64 where samples are.
   */
  score(options: { score: Score; points: Points; sigma: number }): Promise<Points>;
  dispose(): void;
  [Symbol.dispose](): void;
}
