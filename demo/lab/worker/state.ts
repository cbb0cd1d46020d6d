import type { Engine, Model } from '../../../src/index.ts';
import type { Problem } from '../run/problem.ts';
import type { Settings } from '../settings/settings.ts';
import type { Learning } from './learning.ts';

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

/** Steps that the network has been trained for. */
export function stepOf({ learning, given }: Pick<State, 'learning' | 'given'>): number {
  return learning?.step ?? given?.steps ?? 0;
}

/** Steps that the network which the settings look at has been trained for. */
export function lookedAt({ settings, learning, given }: Pick<State, 'settings' | 'learning' | 'given'>): number {
  return learning?.frames[settings.frame]?.step ?? stepOf({ learning, given });
}

/** The network at the moment that the settings look at. */
export function modelOf({ learning, given, settings }: Pick<State, 'learning' | 'given' | 'settings'>): Promise<Model> {
  if (learning) return learning.model(settings.frame);
  return Promise.resolve(given!.model);
}
