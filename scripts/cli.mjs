// `npm start` and `npm run cli -- COMMAND …`: the command line, built when its sources are newer.
import { ensureBuilt, ensureDependencies, runBuilt } from './ensure.mjs';

ensureDependencies();
ensureBuilt('command line', ['cli.js', 'report.js'], ['src', 'shaders']);
await runBuilt('cli.js', process.argv.slice(2));
