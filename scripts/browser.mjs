// Finds a Chrome, Chromium or Edge on this machine, and starts it headless with WebGPU on SwiftShader: the same pictures
// and numbers with and without a graphics card. Used by the tests of every kind.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const flags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  // Without the rest, compute works but the first frame presented on a WebGPU canvas kills the device.
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // No errands of the browser's own: tests run without a network.
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** The path of a browser that starts, or undefined. PUPPETEER_EXECUTABLE_PATH goes before all. */
export async function findBrowser() {
  const chosen = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (chosen) return chosen;
  return [...wellKnown(), ...(await downloaded())].find(starts);
}

/**
 * Starts the browser headless by Puppeteer.
 * @param {import('puppeteer').LaunchOptions} [options] added to ours; `args` go behind our flags
 */
export async function launchBrowser(options = {}) {
  const { default: puppeteer } = await import('puppeteer');
  const executablePath = await findBrowser();
  if (!executablePath)
    throw new Error('no Chrome, Chromium or Edge found: install one or set PUPPETEER_EXECUTABLE_PATH');
  /** @param {string[]} more */
  const launch = (...more) =>
    puppeteer.launch({ executablePath, ...options, args: [...flags, ...(options.args ?? []), ...more] });
  if (process.getuid?.() === 0) return launch('--no-sandbox');
  try {
    return await launch();
  } catch (error) {
    // Containers and hardened kernels forbid the sandbox to ordinary users. The tests open pages of their own only.
    if (!/sandbox|namespace/i.test(String(error))) throw error;
    return launch('--no-sandbox');
  }
}

/** Where installers put browsers, then what PATH holds. */
function wellKnown() {
  const { platform, env } = process;
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `${name}.app/Contents/MacOS/${name}`);
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => apps.map((app) => join(folder, app)));
  }
  if (platform === 'win32') {
    const apps = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return folders.flatMap((folder) => (folder ? apps.map((app) => join(folder, app)) : []));
  }
  const folders = [
    '/opt/google/chrome',
    '/usr/bin',
    '/usr/local/bin',
    '/snap/bin',
    ...(env.PATH ?? '').split(delimiter),
  ];
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** What `npx puppeteer browsers install chrome` left in Puppeteer's cache. */
async function downloaded() {
  const { default: puppeteer } = await import('puppeteer');
  try {
    return [await puppeteer.executablePath()];
  } catch {
    return [];
  }
}

/** Some distributions install a script that only says where to get the browser: ask for the version. @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false;
  // On Windows and macOS an installed application is one, and on Windows the question would open a window.
  if (process.platform !== 'linux') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
