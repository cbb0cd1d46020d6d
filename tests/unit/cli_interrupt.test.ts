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

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
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

test('what takes longer to stop than there is patience, and shows progress, is let to its end', async () => {
  const { kill, outcome } = await working('slow');
  kill('SIGINT');
  const { code, stdout, stderr } = await outcome();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('done');
});

test('what hangs is ended when patience is at an end, and says so', async () => {
  const { kill, outcome } = await working('hang');
  kill('SIGTERM');
  const { code, stderr } = await outcome();
  expect([code, stderr]).toEqual([143, 'scorefield: interrupted, and ended because nothing went on for 2 s\n']);
});

test('a second Ctrl-C ends at once, whatever is under way, and leaves no part of a file', async () => {
  for (const task of ['hang', 'chunks']) {
    const { kill, outcome, file, out } = await working(task);
    kill('SIGINT');
    await pause(600);
    kill('SIGINT');
    const { code, stderr } = await outcome();
    // Without the word that patience would have.
    expect([code, stderr]).toEqual([130, '']);
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(out)).toEqual([]);
  }
});
