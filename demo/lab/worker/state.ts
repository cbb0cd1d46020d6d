import type { Engine, Model } from '../../../src/index.ts';
import type { Problem } from '../run/problem.ts';
import type { Settings } from '../settings/settings.ts';
import type { Kept, Learning } from './learning.ts';

/** A network that is not trained here: it came with the page, or from a file. */
export interface GivenModel {
  readonly from: 'shipped' | 'file';
  /** Of the file. */
  readonly name: string;
  readonly model: Model;
  readonly steps: number;
}

/** All that a worker holds: what the settings stand for, on one engine. */
export interface State {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly problem: Problem;
  readonly extent: readonly (readonly [number, number])[];
  readonly learning: Learning | undefined;
  readonly given: GivenModel | undefined;
}

/** Where a training was, for it to go on from there on another engine. */
export interface Origin {
  readonly given: GivenModel | undefined;
  /** Of this step or an earlier one. */
  readonly kept: Kept | undefined;
  readonly step: number;
}

/** Steps that the network has been trained for. */
export function stepOf({ learning, given }: Pick<State, 'learning' | 'given'>): number {
  return learning?.step ?? given?.steps ?? 0;
}

/** The same of the network at the moment that the settings look at. */
export function lookedAt({ learning, given, settings }: Pick<State, 'learning' | 'given' | 'settings'>): number {
  return learning?.frames[settings.frame]?.step ?? stepOf({ learning, given });
}

/** The network at the moment that the settings look at. */
export function modelOf({ learning, given, settings }: Pick<State, 'learning' | 'given' | 'settings'>): Promise<Model> {
  if (learning) return learning.model(settings.frame);
  return Promise.resolve(given!.model);
}
