import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCheckpoint } from '../../src/files/index.ts';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  program = join(folder, 'bundle', 'program.mjs');
  await build({
    ...{ configFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true, external: ['webgpu'] } },
    build: {
      ...{ ssr: fileURLToPath(new URL('interrupted_program.ts', import.meta.url)), outDir: join(folder, 'bundle') },
      ...{ target: 'node20', rolldownOptions: { output: { entryFileNames: 'program.mjs', codeSplitting: false } } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that is at some task; `outcome` tells, besides what it left behind, how long it took from the first signal on. */
async function working(task: string) {
  const out = mkdtempSync(join(folder, 'out-'));
  const file = join(out, 'file');
  const child = spawn(process.execPath, [program, task, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  await new Promise<void>((done) => {
    child.stdout.on('data', (text) => {
      stdout += text;
      if (stdout.includes('working')) done();
    });
  });
  const asked = performance.now();
  return {
    ...{ out, file },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    outcome: async () => {
      const code = await ended;
      return { code, stdout, stderr, seconds: (performance.now() - asked) / 1000 };
    },
  };
}

const weWait = 'scorefield: interrupted, and still finishing what is under way; a second Ctrl-C ends it at once\n';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('after %s a checkpoint that takes 3 s is completed', async (name, exitCode) => {
  const { kill, outcome, file, out } = await working('train');
  kill(name);
  // As npm does.
  await pause(20);
  kill(name);
  const { code, stderr } = await outcome();
  expect([code, stderr]).toEqual([exitCode, 'scorefield: interrupted, kept\n']);
  expect(readCheckpoint(readFileSync(file)).step).toBeGreaterThan(0);
  expect(readdirSync(out)).toEqual(['file']);
});

test('what takes long to stop, without a sign of life, is let to its end, and we say that we wait', async () => {
  const { kill, outcome } = await working('slow');
  kill('SIGINT');
  const { code, stdout, stderr } = await outcome();
  expect([code, stderr]).toEqual([0, weWait]);
  expect(stdout).toContain('done');
});

test('a second request ends at once, whatever is under way, and leaves no part of a file', async () => {
  for (const [task, second, exitCode] of [
    ['hang', 'SIGINT', 130],
    ['chunks', 'SIGHUP', 129],
  ] as const) {
    const { kill, outcome, file, out } = await working(task);
    kill('SIGINT');
    await pause(600);
    kill(second);
    const { code, stderr } = await outcome();
    // Sooner than we would say that we wait.
    expect([code, stderr]).toEqual([exitCode, '']);
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(out)).toEqual([]);
  }
});
