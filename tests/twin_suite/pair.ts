import type { Engine } from '../../src/engine.ts';

/** An engine, and the reference that it is compared with. */
export type Pair = () => Promise<{ readonly device: Engine; readonly cpu: Engine }>;

/** Other engines of the kind: with other kernels, other memory or other threads. */
export interface Others {
  /** They must come to the same as the engine, to the last bit. */
  readonly alike?: () => Promise<readonly Engine[]>;
  /** One that compiles small networks into its kernels, where there is such an engine. */
  readonly freezing?: () => Promise<Engine>;
}
