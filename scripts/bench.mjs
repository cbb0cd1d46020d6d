// `npm run bench -- ARGUMENTS…`: the benchmarks in Node, built when their sources are newer.
import { ensureBuilt, ensureDependencies, runBuilt } from './ensure.mjs';

ensureDependencies();
ensureBuilt('benchmark', ['bench.js'], ['bench', 'src', 'shaders']);
await runBuilt('bench.js', process.argv.slice(2));
