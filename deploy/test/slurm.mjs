// `node deploy/test/slurm.mjs`: the scripts of deploy/slurm on a cluster of one node that it starts on this machine. Slurm checks them
// as they are; with smaller numbers they run for real, a task of each array is killed and another requeued, and what comes of it is
// compared with what a single process makes. Takes five minutes, and Debian's slurmctld, slurmd, slurm-client and munge.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureDependencies, fail, root, say } from '../../scripts/ensure.mjs';
import { startCluster, until } from './cluster.mjs';

ensureDependencies();
ensureBuilt('command line', ['cli.js', 'report.js'], ['src', 'shaders']);
const folder = mkdtempSync(join(tmpdir(), 'scorefield-slurm-'));
const file = (/** @type {string[]} */ ...names) => join(folder, ...names);

mkdirSync(file('bin'));
// Its process number is where a task can be found by, to be killed as no scheduler does it: without a word.
const program = `#!/bin/sh
[ -z "$SLURM_ARRAY_TASK_ID" ] || echo $$ >"${folder}/pid.$SLURM_ARRAY_TASK_ID"
exec ${process.execPath} ${join(root, 'dist', 'cli.js')} "$@"
`;
writeFileSync(file('bin', 'scorefield'), program, { mode: 0o755 });
process.env.PATH = `${file('bin')}:${process.env.PATH}`;

/** Runs the command line here to its end. @param {string[]} args */
function scorefield(...args) {
  const { status, stderr } = spawnSync('scorefield', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`scorefield ${args.join(' ')}: ${stderr}`);
}

/** A script of deploy/slurm, with other numbers. @param {string} name @param {Record<string, string>} numbers */
function script(name, numbers = {}) {
  let text = readFileSync(join(root, 'deploy', 'slurm', name), 'utf8');
  for (const [from, to] of Object.entries(numbers)) {
    if (!text.includes(from)) throw new Error(`deploy/slurm/${name} says ${from} no more`);
    text = text.replace(from, to);
  }
  writeFileSync(file(name), text);
  return text;
}

/** Names of files in a folder, none where there is no folder. @param {string} name */
function filesIn(name) {
  return existsSync(file(name)) ? readdirSync(file(name)).filter((each) => !each.startsWith('.')) : [];
}

/** The arguments of the command in a script, but for what makes it a task. @param {string} text */
function argumentsOf(text) {
  const [, command = ''] = text.replaceAll('\\\n', ' ').split('exec scorefield ');
  return command
    .replace(/--(tasks|shards) \d+/, '')
    .trim()
    .split(/\s+/);
}

const cluster = await startCluster(folder);
const { slurm } = cluster;

/** States of the tasks of an array, by their numbers. @param {string} job */
function statesOf(job) {
  const lines = slurm('scontrol', '--oneliner', 'show', 'job', job).trim().split('\n');
  return new Map(
    lines.map((line) => [Number(/ArrayTaskId=(\d+)/.exec(line)?.[1]), /JobState=(\w+)/.exec(line)?.[1] ?? '']),
  );
}

/**
 * Submits a script, kills the process of its first task as soon as something is kept, requeues that task and the second, and waits for
 * the end. @param {string} name @param {() => boolean} hasKept
 */
async function carryOut(name, hasKept) {
  const job = slurm('sbatch', '--parsable', '--open-mode=append', file(name)).trim();
  await until('something is kept', hasKept);
  slurm('scontrol', 'requeue', `${job}_1`);
  process.kill(Number(readFileSync(file('pid.0'), 'utf8')), 'SIGKILL');
  await until('the task that was killed has failed', () => statesOf(job).get(0) === 'FAILED');
  slurm('scontrol', 'requeue', `${job}_0`);
  say(`${name}: task 0 was killed, and then requeued as task 1 was: ${inWords(statesOf(job))}`);
  // Slurm has a task wait two minutes after it was requeued.
  await until('all tasks are done', () => [...statesOf(job).values()].every((state) => state === 'COMPLETED'));
  say(`${name}: all ${statesOf(job).size} tasks are done, ${restartsOf(job)} of them after a restart`);
}

/** @param {Map<number, string>} states */
function inWords(states) {
  return [...states]
    .sort(([a], [b]) => a - b)
    .map(([task, state]) => `${task} ${state.toLowerCase()}`)
    .join(', ');
}

/** @param {string} job */
function restartsOf(job) {
  return slurm('scontrol', '--oneliner', 'show', 'job', job).match(/Restarts=[1-9]/g)?.length ?? 0;
}

/** Compares pairs of files. @param {[string, string][]} pairs */
function requireSame(...pairs) {
  for (const [a, b] of pairs)
    if (!readFileSync(file(a)).equals(readFileSync(file(b)))) throw new Error(`${a} and ${b} differ`);
  say(`the same as from one process: ${pairs.map(([name]) => name).join(', ')}`);
}

try {
  for (const name of ['sample.sh', 'sweep.sh'])
    say(`${name}: ${slurm('sbatch', '--test-only', join(root, 'deploy', 'slurm', name)).trim()}`);
  const rows = Array.from({ length: 200 }, (_, i) => `${Math.sin(7 * i)},${Math.cos(3 * i) * (i % 3)}`);
  writeFileSync(file('data.csv'), `x,y\n${rows.join('\n')}\n`);

  const sweep = script('sweep.sh', {
    ...{ '--array=0-7': '--array=0-2', '--tasks 8': '--tasks 3' },
    ...{ '--seeds 0-3': '--seeds 0', '--steps 20000': '--steps 3000', '128,128,128': '32,32' },
  });
  await carryOut('sweep.sh', () => filesIn('sweep/runs').length > 2);
  scorefield(...argumentsOf(sweep.replace('--out sweep', '--out alone')));
  const models = filesIn('sweep/runs').filter((name) => name.endsWith('.safetensors'));
  const runs = models.map((name) => /** @type {[string, string]} */ ([`sweep/runs/${name}`, `alone/runs/${name}`]));
  requireSame(['sweep/best.safetensors', 'alone/best.safetensors'], ...runs);

  scorefield('train', '--data', 'data.csv', '--steps', '500', '--out', 'model.safetensors');
  const sample = script('sample.sh', {
    ...{ '--array=0-99': '--array=0-4', '--shards 100': '--shards 5', '--particles 1000000000': '--particles 500000' },
  });
  await carryOut('sample.sh', () => filesIn('samples').length > 0);
  scorefield('merge', 'samples', '--out', 'samples.parquet');
  scorefield(...argumentsOf(sample.replace('--format parquet --out samples/', '--out alone.parquet')));
  requireSame(['samples.parquet', 'alone.parquet']);
} catch (error) {
  await cluster.stop();
  fail(`${error instanceof Error ? error.message : error}; logs and what the tasks printed are in ${folder}`);
}
await cluster.stop();
rmSync(folder, { recursive: true });
