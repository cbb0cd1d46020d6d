// `npm run bench -- ARGUMENTS…`: the benchmarks in Node, built when their sources are newer.
import { join } from 'node:path';
import { findDawnDriver } from './dawn.mjs';
import { ensureBuilt, ensureDependencies, root, run, say } from './ensure.mjs';

const args = process.argv.slice(2);
ensureDependencies({ peers: args.some((arg) => /^--peers?(=|$)/.test(arg)) });
ensureBuilt('benchmark', ['bench.js'], ['bench', 'src', 'shaders']);
const driver = await findDawnDriver();
if ('adapter' in driver) say(`WebGPU in Node runs on ${driver.adapter}`);
// In a process of its own, because a driver's folder must be known before Node starts. What drivers compiled before is
// not used, so that a first use is a first use.
process.exitCode = run(process.execPath, [join(root, 'dist', 'bench.js'), ...args], {
  stdio: 'inherit',
  cwd: process.cwd(),
  env: {
    ...process.env,
    ...('env' in driver ? driver.env : {}),
    MESA_SHADER_CACHE_DISABLE: 'true',
    __GL_SHADER_DISK_CACHE: '0',
  },
});
