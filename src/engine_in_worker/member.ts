import { BusyError, DisposedError } from '../errors.ts';
import { requireSignal } from '../require_options.ts';
import { aborted, type Calls } from './calls.ts';
import type { MemberState, Progress, Results, RunOptions } from './messages.ts';
import { packed } from './passing.ts';

/** The engine that trainers, ensembles and samplers belong to. */
export interface Owner {
  readonly calls: Calls;
  /** @throws DisposedError or DeviceError when there is no more to be had of it */
  requireAlive(): void;
}

/** What trainers, ensembles and samplers of a worker have in common. */
export interface Member {
  readonly id: number;
  /** @throws DisposedError or DeviceError */
  requireAlive(): void;
  /** Passes a run on, a report at a time: the worker goes on when the next one is asked for. */
  run<P extends Progress>(
    options: RunOptions & { readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<P, void, undefined>;
  dispose(): void;
}

/**
 * @param check refuses options of a run that have other names
 * @param update gets where it stands
 */
export function createMember(
  what: 'trainer' | 'ensemble' | 'sampler',
  id: number,
  { calls, requireAlive: requireOwner }: Owner,
  { check, update }: { check: (options: object) => void; update: (state: MemberState) => void },
): Member {
  const leave = calls.listen(id, update);
  let disposed = false;
  let running = false;

  function requireAlive(): void {
    requireOwner();
    if (disposed) throw new DisposedError(what);
  }

  async function* reports<P extends Progress>({ signal, ...options }: Parameters<Member['run']>[0]) {
    requireSignal('signal', signal);
    signal?.throwIfAborted();
    const abort = (): void => calls.tell({ abort: id });
    signal?.addEventListener('abort', abort);
    let ended = false;
    const pull = async (asked: Promise<Results['next']>): Promise<Results['next']> => {
      try {
        const result = await asked;
        ended = result.done === true;
        return result;
      } catch (error) {
        ended = true;
        throw error === aborted ? signal?.reason : error;
      }
    };
    try {
      const { value, transfer } = packed('', options);
      let result = await pull(calls.ask({ kind: 'run', member: id, options: value }, transfer));
      while (!result.done) {
        yield result.value as P;
        requireAlive();
        result = await pull(calls.ask({ kind: 'next', member: id }));
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      if (!ended && !disposed) calls.tell({ leave: id });
    }
  }

  return {
    id,
    requireAlive,
    async *run(options) {
      requireAlive();
      if (running) throw new BusyError(what);
      running = true;
      try {
        check(options);
        yield* reports(options);
      } finally {
        running = false;
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      leave();
      calls.end(new DisposedError(what), id);
      calls.tell({ dispose: id });
    },
  };
}
