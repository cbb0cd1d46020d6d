import type { AdapterDescription } from './adapter_description.ts';
import type { EngineKind } from './engine_kind.ts';

/** A device that was lost and replaced, after which all went on as if it had never gone. */
export interface Interruption {
  /** What was lost, and why: a sentence. */
  readonly reason: string;
  /** What the work goes on on. */
  readonly kind: EngineKind;
  readonly adapter: AdapterDescription;
  /** Attempts that it took to open that. */
  readonly attempts: number;
}

/** An interruption of a run. */
export interface ResumedInterruption extends Interruption {
  /** Steps or updates that were completed where the run was taken up: what came after was computed once more. */
  readonly from: number;
}
