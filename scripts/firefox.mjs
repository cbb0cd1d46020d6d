// Firefox, in which the tests of project "gpu" run with SCOREFIELD_BROWSER=firefox: on its own graphics driver, since it
// brings none that computes on the processor.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether Firefox is asked for. */
export function wantsFirefox() {
  return process.env.SCOREFIELD_BROWSER === 'firefox';
}

/** The path of a Firefox, or undefined. PUPPETEER_EXECUTABLE_PATH goes before all. */
export function findFirefox() {
  const { platform, env } = process;
  if (env.PUPPETEER_EXECUTABLE_PATH) return env.PUPPETEER_EXECUTABLE_PATH;
  const installed =
    platform === 'darwin'
      ? ['/Applications/Firefox.app/Contents/MacOS/firefox']
      : platform === 'win32'
        ? [env.PROGRAMFILES, env['PROGRAMFILES(X86)']].map((folder) =>
            join(folder ?? '', 'Mozilla Firefox/firefox.exe'),
          )
        : (env.PATH ?? '').split(delimiter).flatMap((folder) => [join(folder, 'firefox'), join(folder, 'firefox-esr')]);
  return installed.find((path) => existsSync(path));
}

/** Starts Firefox headless by Puppeteer, with WebGPU where this version of it does not have that by itself. */
export async function launchFirefox() {
  const { default: puppeteer } = await import('puppeteer');
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('no Firefox found: install one or set PUPPETEER_EXECUTABLE_PATH');
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    extraPrefsFirefox: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
  });
}
