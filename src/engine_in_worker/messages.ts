import type { CanvasSize } from '../canvas.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { EngineOptions } from '../create_engine.ts';
import type { Engine } from '../engine.ts';
import type { Ensemble, EnsembleOptions, EnsembleProgress, EnsembleResumeOptions } from '../ensemble_of_trainings.ts';
import type { Grid } from '../grid.ts';
import type { Model } from '../network.ts';
import type { Picture } from '../picture.ts';
import type { Points } from '../points.ts';
import type { Sampler, SamplerOptions, SamplingProgress } from '../sampler.ts';
import type { ResumeOptions, Trainer, TrainerOptions, TrainingProgress } from '../trainer.ts';
import type { PassedError } from './passed_errors.ts';

/** Entries of a store by their keys. */
export type StoredTuning = ReadonlyMap<string, string>;

/** Options of an engine, with what its store holds in the place of the store. */
export interface PassedOptions extends Omit<EngineOptions, 'tuning'> {
  readonly tuning: boolean | StoredTuning;
}

/** A canvas by its number, with the canvas itself the first time. */
export interface PassedCanvas {
  readonly id: number;
  readonly handed?: OffscreenCanvas;
}

/** What a page asks for; `member` is the number of a trainer, an ensemble or a sampler, which the page gives it. */
export type Operation =
  | { readonly kind: 'open'; readonly options: PassedOptions }
  | { readonly kind: 'trainer'; readonly member: number; readonly options: TrainerOptions | ResumeOptions }
  | { readonly kind: 'ensemble'; readonly member: number; readonly options: EnsembleOptions | EnsembleResumeOptions }
  | { readonly kind: 'sampler'; readonly member: number; readonly options: SamplerOptions }
  | { readonly kind: 'score'; readonly request: Parameters<Engine['score']>[0] }
  /** Starts a run, and goes on to its first report; */
  | { readonly kind: 'run'; readonly member: number; readonly options: RunOptions }
  /** and to the next one. */
  | { readonly kind: 'next'; readonly member: number }
  | { readonly kind: 'model'; readonly member: number; readonly options: Parameters<Trainer['model']>[0] }
  | { readonly kind: 'checkpoint'; readonly member: number }
  | { readonly kind: 'gradient'; readonly member: number }
  | { readonly kind: 'models'; readonly member: number; readonly options: Parameters<Ensemble['models']>[0] }
  | { readonly kind: 'checkpoints'; readonly member: number }
  | { readonly kind: 'samples'; readonly member: number }
  | { readonly kind: 'counts'; readonly member: number; readonly grid: Grid }
  | {
      readonly kind: 'draw';
      readonly member: number;
      /** Absent where what was given is no canvas. */
      readonly canvas: PassedCanvas | undefined;
      readonly picture: Picture;
      readonly size: CanvasSize | undefined;
    };

export type Kind = Operation['kind'];
export type Of<K extends Kind> = Extract<Operation, { readonly kind: K }>;

/** Options of a run, without its signal. */
export type RunOptions = Omit<Parameters<Trainer['run']>[0] & NonNullable<Parameters<Sampler['run']>[0]>, 'signal'>;

export type Progress = TrainingProgress | EnsembleProgress | SamplingProgress;

/** What comes back. */
export interface Results {
  open: undefined;
  /** Steps that the training had when it began here. */
  trainer: number;
  ensemble: Pick<Ensemble, 'step' | 'members'>;
  /** Updates of the program. */
  sampler: number;
  score: Points;
  run: IteratorResult<Progress, void>;
  next: IteratorResult<Progress, void>;
  model: Model;
  checkpoint: Checkpoint;
  gradient: Float32Array;
  models: Model[];
  checkpoints: Checkpoint[];
  samples: Points;
  counts: Uint32Array;
  draw: undefined;
}

/** From the page to the worker: what is answered, and what is not. */
export type Request =
  | { readonly call: number; readonly operation: Operation }
  /** The signal of the run that is under way is aborted. */
  | { readonly abort: number }
  /** Nobody listens to the run any more. */
  | { readonly leave: number }
  | { readonly dispose: number }
  /** Nobody has the canvas of that number any more. */
  | { readonly forget: number };

/** What an engine is, at present. */
export interface EngineState extends Pick<Engine, 'kind' | 'adapter' | 'interruptions' | 'passedOver'> {
  /** Particles by their dimension, from 1 on. */
  readonly mostParticles: Uint32Array;
  readonly busyParticles: Uint32Array;
}

/** Where a training stands, with the losses of each network that the page does not have yet; or a sampler. */
export type MemberState =
  | { readonly step: number; readonly losses: readonly Float32Array[] }
  | { readonly completed: number };

/** From the worker to the page. */
export type Report =
  | {
      readonly call: number;
      readonly outcome: Outcome;
      /** Where it has changed. */
      readonly engine?: EngineState | undefined;
      readonly state?: MemberState | undefined;
    }
  /** It is there, and opens the engine. */
  | { readonly opening: true }
  /** An entry to be kept in the store of the page. */
  | { readonly tuned: readonly [key: string, value: string] }
  /** The worker cannot go on. */
  | { readonly failed: string };

export type Outcome =
  | { readonly value: Results[Kind] }
  | { readonly error: PassedError }
  /** By the signal, whose reason the page has. */
  | { readonly aborted: true };
