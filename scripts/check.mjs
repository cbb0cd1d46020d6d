// `npm run check`: types, lint and format. `npm run format` (--write) puts lint and format right where that is safe.
import { ensureDependencies, run } from './ensure.mjs';

const writes = process.argv.includes('--write');
// Types of what the bench compares with are checked too.
ensureDependencies({ peers: !writes });
const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', ...process.argv.slice(2), '.'];
const types = ['node_modules/typescript/bin/tsc', '--noEmit'];
const assemblyscript = [...types, '--project', 'wasm'];
const checks = writes ? [biome] : [types, assemblyscript, biome];
const codes = checks.map((args) => run(process.execPath, args, { stdio: 'inherit' }));
process.exitCode = Math.max(...codes);
