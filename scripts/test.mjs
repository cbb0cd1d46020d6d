// `npm test`: all tests, with what they need brought up first. Arguments go to Vitest: `npm test -- --project unit adam`.
// The last line printed is the sum over all projects: "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, fail, run, say } from './ensure.mjs';

const args = process.argv.slice(2);
let counts = { passed: 0, failed: 1, skipped: 0 };
process.on('exit', () => console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`));
process.on('SIGINT', () => {}); // The terminal's Ctrl-C ends Vitest; we still sum up.

ensureDependencies();
if (!onlyUnit(args)) await ensureBrowser();
const code = runVitest();
// A run that was cut short, or fails without a failing test, counts as one failure; so does one that executed nothing.
const complete = code === 0 && counts.passed > 0;
if (!complete) counts.failed = Math.max(counts.failed, 1);
process.exitCode = complete && counts.failed === 0 ? 0 : code || 1;

/** Runs Vitest, puts what it counted into `counts` unless it died, and returns its exit code. */
function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-test-'));
  const file = join(folder, 'counts.json');
  // Named here, since a reporter in the arguments replaces those of the configuration.
  const reporters = ['--reporter=tests/setup/counts.ts'];
  if (!args.some((arg) => arg.startsWith('--reporter'))) reporters.push('--reporter=default');
  const code = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], {
    stdio: 'inherit',
    env: { ...process.env, SCOREFIELD_COUNTS: file },
  });
  if (existsSync(file)) counts = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  return code;
}

/** Whether the arguments choose the one project that needs no browser. @param {string[]} args */
function onlyUnit(args) {
  const projects = args.join(' ').match(/--project[= ]\S+/g);
  return projects?.every((project) => project.endsWith('unit')) ?? false;
}

/** A browser of the user's, or one installed now. */
async function ensureBrowser() {
  const { findFirefox, wantsFirefox } = await import('./firefox.mjs');
  if (wantsFirefox()) {
    const firefox = findFirefox();
    if (!firefox)
      fail('SCOREFIELD_BROWSER is firefox, but none was found: install one, or set PUPPETEER_EXECUTABLE_PATH to one');
    return say(`tests in the browser use ${firefox}`);
  }
  const { findBrowser } = await import('./browser.mjs');
  const found = await findBrowser();
  if (found) return say(`tests in the browser use ${found}`);

  say('no Chrome, Chromium or Edge found; downloading one for Puppeteer …');
  const minutes = 60_000;
  const download = ['node_modules/puppeteer/lib/cjs/puppeteer/node/cli.js', 'browsers', 'install', 'chrome'];
  if (run(process.execPath, download, { stdio: 'ignore', timeout: 5 * minutes }) === 0 && (await findBrowser())) return;

  const root = process.getuid?.() === 0;
  if (succeeds('apt-get', '--version') && (root || succeeds('sudo', '-n', 'true'))) {
    say('that failed; installing the Debian packages chromium and fonts-dejavu-core …');
    const words = [...(root ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
    const apt = (/** @type {string[]} */ ...more) =>
      run('env', [...words, ...more], { stdio: ['ignore', 'ignore', 2], timeout: 10 * minutes });
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
    const installed = await findBrowser();
    if (installed) return say(`tests in the browser use ${installed}`);
  }
  fail('that failed; the tests need Chrome, Chromium or Edge: install one, or set PUPPETEER_EXECUTABLE_PATH to one');
}

/** @param {string} program @param {string[]} args */
function succeeds(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
