// `npm start` and `npm run cli -- COMMAND …`: the command line, built when its sources are newer.
import { ensureBuilt, ensureDependencies, runBuilt } from './ensure.mjs';

ensureDependencies();
ensureBuilt('command line', ['cli.js', 'report.js'], ['src', 'shaders']);
dropEchoedInterrupts();
await runBuilt('cli.js', process.argv.slice(2));

/**
 * A terminal's Ctrl-C reaches npm and us at once, and npm then sends it to us again. A program that takes a second
 * Ctrl-C for impatience would be misled: drop a SIGINT that follows another at once.
 */
function dropEchoedInterrupts() {
  const echo = 300; // milliseconds: longer than npm takes under load, shorter than a person
  const emit = process.emit;
  let last = -Infinity;
  // @ts-expect-error process.emit is a set of overloads
  process.emit = (event, ...rest) => {
    if (event === 'SIGINT') {
      const since = performance.now() - last;
      if (since < echo) return true;
      last = performance.now();
    }
    // @ts-expect-error as above
    return emit.call(process, event, ...rest);
  };
}
