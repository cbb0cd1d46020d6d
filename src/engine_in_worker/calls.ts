import { DeviceError } from '../errors.ts';
import { isRecord } from '../require_options.ts';
import type { MemberState, Of, Report, Request, Results } from './messages.ts';
import { remakeError } from './passed_errors.ts';

/** Thrown for a call that ended by the signal of its run. */
export const aborted = Symbol('aborted');

/** What a page asks of a worker, and what comes back. */
export interface Calls {
  /** Asks at once. What it gives away of `transfer` the page has no more. @throws DeviceError when there is no memory for that */
  ask<K extends keyof Results>(operation: Of<K>, transfer?: Transferable[]): Promise<Results[K]>;
  /** Says what has no answer. */
  tell(notice: Exclude<Request, { call: number }>): void;
  /** Gives the states of a member to a listener; gives what ends that. */
  listen(member: number, listener: (state: MemberState) => void): () => void;
  /** Ends what waits, of one member or all of it; answers that come later are for nobody. */
  end(reason: Error, member?: number): void;
}

interface Waiting {
  readonly member: number | undefined;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/**
 * @param heard gets all reports before those who wait for them do
 * @param died gets how the worker ended, perhaps more than once
 */
export function createCalls(worker: Worker, heard: (report: Report) => void, died: (how: string) => void): Calls {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<number, (state: MemberState) => void>();
  let calls = 0;

  function settle({ call, outcome, state }: Extract<Report, { call: number }>): void {
    const caller = waiting.get(call);
    if (!caller) return;
    waiting.delete(call);
    if (state && caller.member !== undefined) listeners.get(caller.member)?.(state);
    if ('value' in outcome) caller.resolve(outcome.value);
    else caller.reject('error' in outcome ? remakeError(outcome.error) : aborted);
  }

  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
    // Another script may say anything.
    if (!isRecord(data)) return;
    heard(data);
    if ('call' in data) settle(data);
    else if ('failed' in data) died(data.failed);
  });
  worker.addEventListener('messageerror', () => died('what it sent could not be read'));
  worker.addEventListener('error', (event) => {
    // The caller gets it as an error, so the console need not show it.
    event.preventDefault();
    died(event.message || 'its script did not start');
  });

  function send(request: Request, transfer: Transferable[]): void {
    try {
      worker.postMessage(request, transfer);
    } catch (error) {
      // What goes there is plain data by now.
      throw new DeviceError(`the worker could not be sent what was asked of it: ${String(error)}`, { cause: error });
    }
  }

  return {
    ask<K extends keyof Results>(operation: Of<K>, transfer: Transferable[] = []) {
      const call = calls++;
      return new Promise<Results[K]>((resolve, reject) => {
        send({ call, operation }, transfer);
        waiting.set(call, {
          member: 'member' in operation ? operation.member : undefined,
          resolve: resolve as (value: unknown) => void,
          reject,
        });
      });
    },
    tell(notice) {
      send(notice, []);
    },
    listen(member, listener) {
      listeners.set(member, listener);
      return () => listeners.delete(member);
    },
    end(reason, member) {
      for (const [call, caller] of [...waiting]) {
        if (member !== undefined && caller.member !== member) continue;
        waiting.delete(call);
        caller.reject(reason);
      }
    },
  };
}
