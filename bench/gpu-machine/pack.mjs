// `npm run bench:pack`: all that the bench needs on a machine with a GPU but without Node and network, as one archive:
// this Node, Dawn for linux-x64, the Vulkan loader of this machine, the bench in one file, the workloads for Python.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt, ensureDependencies, fail, root, run, say } from '../../scripts/ensure.mjs';

ensureDependencies();
if (process.platform !== 'linux' || process.arch !== 'x64') fail('packs for linux-x64, and from there alone');
ensureBuilt('benchmark', ['bench.js'], ['bench', 'src', 'shaders']);

const here = join(root, 'bench', 'gpu-machine');
const out = join(root, 'out');
const folder = join(out, 'scorefield-bench');
rmSync(folder, { recursive: true, force: true });

/** @param {string} from @param {...string} to */
function copy(from, ...to) {
  const target = join(folder, ...to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

copy(process.execPath, 'bin', 'node');
copy(join(root, 'dist', 'bench.js'), 'bench.js');
for (const file of ['run', 'problems.py', 'jax_bench.py', 'torch_bench.py', 'README.md']) copy(join(here, file), file);
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
const dawn = join(root, 'node_modules', 'webgpu');
for (const file of ['package.json', 'index.js', 'LICENSE.md', 'LICENSE'])
  if (existsSync(join(dawn, file))) copy(join(dawn, file), 'node_modules', 'webgpu', file);
cpSync(join(dawn, 'dist', 'linux-x64'), join(folder, 'node_modules', 'webgpu', 'dist', 'linux-x64'), {
  recursive: true,
});
const loader = vulkanLoader();
if (loader) copy(realpathSync(loader), 'lib', 'libvulkan.so.1');
else say('there is no Vulkan loader here to take along; the other machine must have one (Debian: libvulkan1)');

say('training the networks and computing what results are held against …');
const problems = ['bench.js', '--problems', 'problems.json'];
if (run(process.execPath, problems, { cwd: folder }) !== 0) fail('that failed, see above');
if (run('tar', ['-czf', `${folder}.tar.gz`, '-C', out, 'scorefield-bench']) !== 0) fail('tar failed, see above');
say(`packed ${folder}.tar.gz: unpack it on the other machine and start scorefield-bench/run`);

/** The Vulkan loader that this machine's linker knows. */
function vulkanLoader() {
  const { stdout } = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  return /libvulkan\.so\.1 .*x86-64.* => (.*)$/m.exec(stdout ?? '')?.[1];
}
