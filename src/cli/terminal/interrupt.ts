import { Interrupted } from '../exit.ts';

/** 128 and the number of the signal, as shells count. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Seconds without a sign of progress after which an interrupted command is taken to hang. */
const patience = 10;

/**
 * A terminal's Ctrl-C reaches npm and us at once, and npm then sends it to us again. A signal this many milliseconds after
 * the first is taken for that echo: it is longer than npm takes under load, and shorter than a person.
 */
const echo = 300;

/** Seconds since the last sign of progress in which the event loop turned; what blocks it is at work, and not counted. */
let quiet = 0;

/** A sign of progress: an interrupted command that gives none is ended. */
export function keepAlive(): void {
  quiet = 0;
}

/**
 * A signal that aborts when the process is asked to end. What is under way then has the time it takes to keep what is worth
 * keeping, as long as it shows progress (`keepAlive`). A second request ends the process at once, though never while a file
 * is written, which blocks the event loop.
 */
export function abortOnInterrupt(seconds = patience): AbortSignal {
  const controller = new AbortController();
  let asked = 0;
  for (const [name, exitCode] of Object.entries(exitCodes)) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        asked = performance.now();
        controller.abort(new Interrupted(exitCode));
        endWhenQuiet(seconds, exitCode);
      } else if (performance.now() - asked > echo) process.exit(exitCode);
    });
  }
  return controller.signal;
}

/** Ends the process at once when it is asked to: for commands that leave nothing behind. */
export function exitOnInterrupt(): void {
  for (const [name, exitCode] of Object.entries(exitCodes)) process.on(name, () => process.exit(exitCode));
}

function endWhenQuiet(seconds: number, exitCode: number): void {
  quiet = 0;
  setInterval(() => {
    quiet++;
    if (quiet < seconds) return;
    process.stderr.write(`scorefield: interrupted, and ended because nothing went on for ${seconds} s\n`);
    process.exit(exitCode);
  }, 1000).unref();
}
