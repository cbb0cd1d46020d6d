import { turn } from '../../turn.ts';
import type { Machine } from '../machine.ts';

/**
 * A machine that computes at once, made to begin every submission in a turn of the event loop of its own: so that several that are
 * put into the queue together do not stop all else for as long as they take together.
 */
export function inTurns(machine: Machine): Machine {
  let submitted: Promise<unknown> = Promise.resolve();
  return {
    ...machine,
    get room() {
      return machine.room;
    },
    submit(phases) {
      submitted = submitted.then(turn).then(() => machine.submit(phases));
    },
    read: (address, floats) => submitted.then(() => machine.read(address, floats)),
    completion: () => submitted.then(() => machine.completion()),
  };
}
