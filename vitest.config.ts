import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { findDawnDriver } from './scripts/dawn.mjs';
import { wantsFirefox } from './scripts/firefox.mjs';
import { plugins } from './scripts/vite/plugins.mjs';
import { puppeteer } from './tests/setup/puppeteer.ts';

/** For a small machine: software GPUs, programs and browsers that are started, other work beside the tests. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

/** One file after another: two would halve each other's cores, and one GPU device serves best alone. */
const oneAtATime = { isolate: false, fileParallelism: false, maxWorkers: 1 };

const unit: TestProjectConfiguration = {
  plugins: plugins(),
  // Examples import the library as its users do.
  resolve: { alias: [{ find: /^scorefield$/, replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)) }] },
  // Patience here too: what takes a second alone takes ten beside other work.
  test: { ...patience, name: 'unit', include: ['tests/unit/**/*.test.ts'], sequence: { groupOrder: 0 } },
};

const gpu: TestProjectConfiguration = {
  plugins: plugins(),
  // A page has shared memory if all that it is made of says so.
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
  // Found while the tests run, a dependency would make Vite reload the page under them.
  optimizeDeps: { include: ['fast-check'] },
  test: {
    ...patience,
    ...oneAtATime,
    name: 'gpu',
    include: ['tests/gpu/**/*.test.ts'],
    setupFiles: ['tests/setup/uncaptured.ts'],
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      provider: puppeteer(),
      instances: [{ browser: wantsFirefox() ? 'firefox' : 'chromium' }],
      screenshotFailures: false,
    },
  },
};

const dawn = (env: Record<string, string>): TestProjectConfiguration => ({
  plugins: plugins(),
  test: {
    ...patience,
    ...oneAtATime,
    name: 'dawn',
    include: ['tests/gpu/**/*.test.ts'],
    // In Node the project "unit" has the first of these, and nothing has a canvas or a worker of a page.
    exclude: ['tests/gpu/wasm_*.test.ts', 'tests/gpu/canvas_*.test.ts', 'tests/gpu/worker_*.test.ts'],
    setupFiles: ['tests/setup/dawn.ts', 'tests/setup/uncaptured.ts'],
    // The native module wants a process, not a thread.
    pool: 'forks',
    env,
    sequence: { groupOrder: 2 },
  },
});

const e2e: TestProjectConfiguration = {
  plugins: plugins(),
  test: {
    ...patience,
    name: 'e2e',
    include: ['tests/e2e/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { groupOrder: 3 },
  },
};

const driver = await findDawnDriver();
if ('env' in driver) console.error(`tests: project "dawn" runs on ${driver.adapter}`);
else console.error(`tests: project "dawn" (WebGPU in Node) is left out: ${driver.reason}`);

export default defineConfig({
  test: { projects: [unit, gpu, ...('env' in driver ? [dawn(driver.env)] : []), e2e] },
});
