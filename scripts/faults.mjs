// `npm run faults -- [N]`: kills, fills, closes and replaces at random moments, N times each (300 unless said), and tells what came of it.
// A few of each are in `npm test`. SCOREFIELD_FAULTS_SEED chooses other moments.
import { ensureDependencies, fail, root, run } from './ensure.mjs';

const [count = '300'] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(count)) fail(`got ${JSON.stringify(count)}, but it must be a number of faults of each kind`);
ensureDependencies();
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', '--testTimeout', '0', 'tests/e2e/faults/'];
process.exitCode = run(process.execPath, args, {
  stdio: 'inherit',
  cwd: root,
  env: { ...process.env, SCOREFIELD_FAULTS: count },
});
