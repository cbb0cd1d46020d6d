import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/cli.mjs', import.meta.url));

/** What a program left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a user would run it, under way: `npm run cli -- ARGS…` runs the same script. */
export function start(...args: string[]) {
  return follow(spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** The same with something on its standard input, to its end. */
export function commandFed(input: string | Uint8Array, ...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...args], { stdio: 'pipe' });
  // Who refuses its input need not read all of it.
  child.stdin.on('error', () => {}).end(input);
  return follow(child).outcome;
}

function follow(child: ChildProcessByStdio<Writable | null, Readable, Readable>) {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  /** Waits until standard error or output holds a text. */
  async function says(text: string): Promise<void> {
    while (!(stdout + stderr).includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended before saying ${JSON.stringify(text)}: ${stdout}${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return { outcome, says, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

/** Runs the command line to its end. */
export function command(...args: string[]): Promise<Outcome> {
  return start(...args).outcome;
}

/** Builds what the command line needs, so that no later run speaks of building. */
export async function build(): Promise<void> {
  const { code, stderr } = await command('--help');
  if (code !== 0) throw new Error(stderr);
}

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
