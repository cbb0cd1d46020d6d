import { Interrupted } from '../exit.ts';

/** 128 and the number of the signal, as shells count. A closed terminal sends SIGHUP. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * A terminal's Ctrl-C reaches npm and us at once, and npm then sends it to us again; a terminal that closes sends one signal
 * and its shell another. A signal this many milliseconds after the first is taken for such an echo: it is longer than npm takes
 * under load, and shorter than a person.
 */
const echo = 300;

/** After so many milliseconds of waiting we say that we wait. */
const silence = 2000;

/** Who started us. */
const parent = process.ppid;

/** Milliseconds from one look at who our parent is to the next. */
const lookEvery = 200;

/**
 * A signal that aborts when the process is asked to end. What is under way then has all the time it takes to keep what is worth
 * keeping. A second request ends the process at once, though never while a file is written at one go, which blocks the event
 * loop.
 */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  let asked = 0;
  const ask = (exitCode: number): void => {
    asked = performance.now();
    controller.abort(new Interrupted(exitCode));
    setTimeout(sayWeWait, silence).unref();
  };
  for (const [name, exitCode] of Object.entries(exitCodes)) {
    process.on(name, () => {
      if (!controller.signal.aborted) ask(exitCode);
      else if (performance.now() - asked > echo) process.exit(exitCode);
    });
  }
  if (process.env.npm_lifecycle_event !== undefined) {
    // npm sends SIGTERM to the shell between it and us alone, which dies of it and does not pass it on.
    const watch = setInterval(() => {
      if (process.ppid === parent && !controller.signal.aborted) return;
      clearInterval(watch);
      if (!controller.signal.aborted) ask(exitCodes.SIGTERM);
    }, lookEvery);
    watch.unref();
  }
  return controller.signal;
}

/** Ends the process at once when it is asked to: for commands that leave nothing behind. */
export function exitOnInterrupt(): void {
  for (const [name, exitCode] of Object.entries(exitCodes)) process.on(name, () => process.exit(exitCode));
}

function sayWeWait(): void {
  process.stderr.write(
    'scorefield: interrupted, and still finishing what is under way; a second Ctrl-C ends it at once\n',
  );
}
