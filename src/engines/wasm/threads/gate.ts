// Words lie in cache lines of their own, since threads that wait read one while others write the next.
const claimed = 0;
const arrived = 16;
const opened = 32;
const stopped = 48;

/** Words by which the threads of one gate meet. */
export const gateWords = 64;

/**
 * Looks at a word before a thread lies down: some 60 µs, for an item of a small network takes 40. With 2,000 the tutorial trains a tenth
 * slower on idle cores, and where other programs want them too, one to four percent faster.
 */
const looks = 6000;

/** How long a thread sleeps before it looks whether all was stopped, in ms. */
const nap = 100;

/** Thrown in a thread that waits for others when all is stopped. */
export class Stopped extends Error {}

/** What all threads pass together: between two phases, and between the items of one. */
export interface Gate {
  /** A number that no other thread gets, from 0 on, until the gate opens. */
  claim(): number;
  /** Whether all others are at the gate already. Then this thread has to open it, and else to pass. */
  arrive(): boolean;
  /** Lets all go on, to that phase. */
  open(phase: number): void;
  /** Waits at the end of a phase until the gate opens, and says to which phase. @throws Stopped */
  pass(phase: number): number;
  /** Ends a submission of so many phases: those of the next count from 0 again. */
  leave(phases: number): void;
}

/** @param words `gateWords` zeros, shared by as many threads */
export function createGate(words: Int32Array, threads: number): Gate {
  /** Phases of earlier submissions, as int32: the number that the gate opens with never comes twice in a row. */
  let before = 0;
  return {
    claim: () => Atomics.add(words, claimed, 1),
    arrive: () => Atomics.add(words, arrived, 1) === threads - 1,
    open(phase) {
      Atomics.store(words, arrived, 0);
      Atomics.store(words, claimed, 0);
      Atomics.store(words, opened, before + phase);
      if (threads > 1) Atomics.notify(words, opened);
    },
    pass(phase) {
      const closed = (before + phase) | 0;
      let now = Atomics.load(words, opened);
      for (let look = 0; now === closed && look < looks; look++) now = Atomics.load(words, opened);
      while (now === closed) {
        if (Atomics.load(words, stopped)) throw new Stopped();
        Atomics.wait(words, opened, closed, nap);
        now = Atomics.load(words, opened);
      }
      return (now - before) | 0;
    },
    leave(phases) {
      before = (before + phases) | 0;
    },
  };
}

/** Ends the waiting of all threads at a gate. */
export function stopAll(words: Int32Array): void {
  Atomics.store(words, stopped, 1);
  Atomics.notify(words, opened);
}
