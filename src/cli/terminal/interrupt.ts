import { Interrupted } from '../exit.ts';

/** 128 and the number of the signal, as shells count. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Work that has not stopped by itself this many milliseconds after a signal is ended. */
const patience = 800;

/** A signal that aborts when the process is asked to end; a second request ends it at once. */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const [name, exitCode] of Object.entries(exitCodes)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      controller.abort(new Interrupted(exitCode));
      setTimeout(() => process.exit(exitCode), patience).unref();
    });
  }
  return controller.signal;
}
