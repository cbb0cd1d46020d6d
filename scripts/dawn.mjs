// Finds out whether Dawn, the WebGPU of the `webgpu` package, has a driver to run on in Node.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { root } from './ensure.mjs';

// In a process of its own: a driver that crashes takes only the probe with it.
const probe = `
  import { create, globals } from 'webgpu';
  Object.assign(globalThis, globals);
  const adapter = await create([]).requestAdapter();
  if (!adapter) throw new Error('no WebGPU adapter');
  process.stdout.write(adapter.info.description || adapter.info.device || adapter.info.vendor || 'unnamed', () => process.exit(0));
`;

/**
 * The environment under which Dawn finds an adapter, and the adapter's name; or why there is none.
 * Drivers in order: what VK_DRIVER_FILES or VK_ICD_FILENAMES name, what the system has, the SwiftShader of a browser.
 * @returns {Promise<{ env: Record<string, string>, adapter: string } | { reason: string }>}
 */
export async function findDawnDriver() {
  const own = ask({});
  if ('env' in own || process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES || process.platform !== 'linux')
    return own;
  const folder = await swiftShaderFolder();
  if (!folder) return own;
  // The folder also holds a Vulkan loader, for systems that have none.
  const libraries = [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(delimiter);
  return ask({ VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: libraries });
}

/** @param {Record<string, string>} env @returns {{ env: Record<string, string>, adapter: string } | { reason: string }} */
function ask(env) {
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', probe], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (result.stdout) return { env, adapter: result.stdout };
  const error = /^\w*Error: .*$/m.exec(result.stderr)?.[0];
  return { reason: error ?? `the probe ended with ${result.signal ?? `exit code ${result.status}`}` };
}

/** Chrome and Chromium bring SwiftShader as a Vulkan driver beside their executable, which /usr/bin may only link or wrap. */
async function swiftShaderFolder() {
  const browser = await findBrowser();
  const beside = browser && existsSync(browser) ? [dirname(realpathSync(browser))] : [];
  const folders = [
    ...beside,
    '/usr/lib/chromium',
    '/usr/lib64/chromium-browser',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
  ];
  return folders.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));
}
