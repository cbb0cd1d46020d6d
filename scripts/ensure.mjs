// Brings what a command needs up to date: the dependencies, and the bundles under dist/.
// Everything here speaks on stderr, so that stdout stays what the command itself prints. Runs before any dependency exists.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Prints one line of progress on stderr. @param {string} line */
export const say = (line) => console.error(`scorefield: ${line}`);

/** Says what is wrong and ends with exit code 1. @param {string} line @returns {never} */
export function fail(line) {
  say(line);
  process.exit(1);
}

/**
 * Runs a program in the project's folder, its output on our stderr unless `stdio` says otherwise, and returns its exit code.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (result.error) say(`cannot run ${program}: ${result.error.message}`);
  return result.status ?? 1;
}

/** Runs npm, the very one that runs us if it does, and returns its exit code. @param {string[]} args */
export function npm(...args) {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return run(process.execPath, [running, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

/**
 * Runs `npm ci` when node_modules is absent or older than the lock file. With `peers`, also when what the bench compares with
 * (bench/peers/package.json, 300 MB) is absent, which nothing else needs.
 */
export function ensureDependencies({ peers = false } = {}) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node.js 20.19 or newer is needed, this is ${process.version}`);

  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  const complete = !peers || existsSync(join(root, 'node_modules', '@tensorflow', 'tfjs'));
  if (complete && installed >= modified(join(root, 'package-lock.json'))) return;
  if (!isWritable(root)) {
    if (installed > 0)
      return say('node_modules is not what package-lock.json asks for and cannot be renewed here; going on with it');
    fail(`the dependencies are missing and ${root} is not writable: run "npm ci" there as a user who may write`);
  }
  if (installed === 0) say('installing the dependencies (npm ci) …');
  else if (complete) say('the lock file changed, renewing the dependencies (npm ci) …');
  else say('installing jax-js and TensorFlow.js to compare with (npm ci) …');
  // --include=dev: NODE_ENV=production in the environment would leave out all we need. No package here needs its install script.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!peers) args.push('--workspaces=false');
  if (npm(...args) !== 0) fail('installing the dependencies failed, see above; is the npm registry within reach?');
}

/**
 * Builds a bundle (a name that scripts/bundle.mjs knows) unless its files are newer than all its sources.
 * @param {string} bundle
 * @param {string[]} outputs files under dist/
 * @param {string[]} sources files and folders
 */
export function ensureBuilt(bundle, outputs, sources) {
  const built = Math.min(...outputs.map((file) => modified(join(root, 'dist', file))));
  const common = ['package.json', 'package-lock.json', 'scripts/bundle.mjs', 'scripts/vite', 'wasm'];
  const changed = Math.max(...[...common, ...sources].map((path) => newest(join(root, path))));
  if (built > changed) return;
  if (!isWritable(existsSync(join(root, 'dist')) ? join(root, 'dist') : root)) {
    if (built > 0) return say(`dist/ is older than its sources and cannot be written; running the old ${bundle}`);
    fail(`the ${bundle} is not built and ${root} is not writable: run "npm run build" there as a user who may write`);
  }
  say(`building the ${bundle} …`);
  // In a child process, so that the bundler's memory and threads are gone when the command runs.
  if (run(process.execPath, ['scripts/bundle.mjs', bundle]) !== 0) fail(`building the ${bundle} failed, see above`);
}

/**
 * Runs a built file in this process, as `node dist/FILE ARGUMENTS…` would: signals and the exit code are its own.
 * @param {string} file under dist/
 * @param {string[]} args
 */
export async function runBuilt(file, args) {
  const path = join(root, 'dist', file);
  process.argv = [process.execPath, path, ...args];
  await import(new URL(`../dist/${file}`, import.meta.url).href);
}

/** Time of a file's last change, 0 where there is none. @param {string} path */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Last change in a file or folder; a folder's own time counts too, it tells of files removed. @param {string} path @returns {number} */
function newest(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isDirectory()) return status?.mtimeMs ?? 0;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** @param {string} path */
function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
