// `npm run experiment -- recipe|ensemble|targets|likelihood|samplers|digits|stream|sbi …`: what the library can do, measured; built when its sources are newer.
import { ensureBuilt, ensureDependencies, runBuilt } from './ensure.mjs';

ensureDependencies();
ensureBuilt('experiments', ['experiments.js'], ['experiments', 'examples', 'bench', 'src', 'shaders']);
await runBuilt('experiments.js', process.argv.slice(2));
