// A Slurm cluster of one node on the loopback: munged, slurmctld and slurmd of one user, all of whose files are in one folder.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fail } from '../../scripts/ensure.mjs';

/** Two ports that nobody listens on. @returns {Promise<number[]>} */
async function freePorts() {
  const servers = [createServer(), createServer()];
  for (const server of servers) await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const ports = servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port);
  for (const server of servers) server.close();
  return ports;
}

/**
 * Starts the cluster in an empty folder. Its node claims eight processors, so that it takes what the scripts ask for.
 * @param {string} folder
 */
export async function startCluster(folder) {
  const [controller, daemon] = await freePorts();
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  const file = (/** @type {string} */ name) => join(folder, name);
  writeFileSync(file('munge.key'), randomBytes(128), { mode: 0o600 });
  const socket = file('munge.socket');
  const configuration = {
    ...{
      ClusterName: 'test',
      SlurmctldHost: `${hostname()}(127.0.0.1)`,
      SlurmctldPort: controller,
      SlurmdPort: daemon,
    },
    ...{ AuthType: 'auth/munge', AuthInfo: `socket=${socket}`, CredType: 'cred/munge' },
    ...{ SlurmUser: userInfo().username, SlurmdUser: userInfo().username, StateSaveLocation: file('state') },
    ...{ SlurmdSpoolDir: file('spool'), SlurmctldPidFile: file('slurmctld.pid'), SlurmdPidFile: file('slurmd.pid') },
    ...{ ProctrackType: 'proctrack/linuxproc', TaskPlugin: 'task/none', JobAcctGatherType: 'jobacct_gather/none' },
    ...{ SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_CPU', SlurmdParameters: 'config_overrides' },
    // Nobody else is to reach it.
    CommunicationParameters: 'NoInAddrAny,NoCtldInAddrAny',
    ...{ MpiDefault: 'none', KillWait: 5, ReturnToService: 2, SchedulerParameters: 'bf_interval=1,sched_interval=1' },
  };
  const node = `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=8 RealMemory=16000 State=UNKNOWN`;
  const partition = `PartitionName=all Nodes=${hostname()} Default=YES MaxTime=INFINITE State=UP`;
  const lines = Object.entries(configuration).map(([name, value]) => `${name}=${value}`);
  writeFileSync(file('slurm.conf'), `${[...lines, node, partition].join('\n')}\n`);
  // Debian has daemons where not everybody's path leads.
  const env = { ...process.env, PATH: [process.env.PATH, '/usr/sbin'].join(delimiter), SLURM_CONF: file('slurm.conf') };

  /** @type {import('node:child_process').ChildProcess[]} */
  const daemons = [];
  const stop = async () => {
    for (const child of daemons.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill();
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(patience);
    }
  };
  /** @param {string} name @param {string[]} args */
  const begin = (name, ...args) => {
    const child = spawn(name, args, { env, stdio: ['ignore', 'ignore', 'ignore'] });
    child.on('error', () => fail(`${name} is missing: apt-get install slurmctld slurmd slurm-client munge`));
    daemons.push(child);
  };
  begin(
    ...['munged', '--foreground', '--force', `--socket=${socket}`, `--key-file=${file('munge.key')}`],
    ...[`--log-file=${file('munged.log')}`, `--pid-file=${file('munged.pid')}`, `--seed-file=${file('munged.seed')}`],
  );
  begin('slurmctld', '-D', '-L', file('slurmctld.log'));
  begin('slurmd', '-D', '-N', hostname(), '-L', file('slurmd.log'));

  /** What a command of Slurm prints. @throws Error where it fails @param {string} name @param {string[]} args */
  const slurm = (name, ...args) => {
    const { status, stdout, stderr } = spawnSync(name, args, { env, cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`);
    return stdout + stderr;
  };
  try {
    await until('the node is idle', () => {
      const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T'], { env, encoding: 'utf8' });
      return stdout?.trim() === 'idle';
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { slurm, stop };
}

/** Waits, at most four minutes. @param {string} what @param {() => boolean} holds */
export async function until(what, holds) {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 2400) throw new Error(`waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
