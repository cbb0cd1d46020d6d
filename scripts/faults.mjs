// `npm run faults -- [N] [kills|disks|replaced|streams]`: kills, fills, replaces and closes at random moments, N times each (300 unless
// said), or does one of these alone, and tells what came of it. A few of each are in `npm test`. SCOREFIELD_FAULTS_SEED chooses other moments.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, fail, root, run } from './ensure.mjs';

const [count = '300', kind] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(count)) fail(`got ${JSON.stringify(count)}, but it must be a number of faults of each kind`);
const tests = `tests/e2e/faults/${kind === undefined ? '' : `${kind}.test.ts`}`;
if (!existsSync(join(root, tests)))
  fail(`got ${JSON.stringify(kind)}, but it must be kills, disks, replaced or streams`);
ensureDependencies();
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', '--testTimeout', '0', tests];
process.exitCode = run(process.execPath, args, {
  stdio: 'inherit',
  cwd: root,
  env: { ...process.env, SCOREFIELD_FAULTS: count },
});
