// All bundles of the package, by name: `node scripts/bundle.mjs 'command line'`. The demo pages have vite.config.ts.
import { build } from 'vite';
import { root } from './ensure.mjs';
import { plugins } from './vite/plugins.mjs';

// The same files whoever asks: a test runner would leave NODE_ENV=test.
process.env.NODE_ENV = 'production';

/** @type {import('vite').InlineConfig} */
const common = { configFile: false, root, logLevel: 'warn', publicDir: false, plugins: plugins() };
/** Compiling AssemblyScript takes most of the time of a build, of which there is nothing to say. */
const checks = { pluginTimings: false };
const dist = { outDir: 'dist', emptyOutDir: false };

/**
 * One file for Node with everything in it but Node's own modules and Dawn, which is large, native and optional.
 * @param {string} entry
 * @param {string} file
 * @param {string} [banner]
 * @param {string[]} [external] what else is left out
 * @returns {import('vite').InlineConfig}
 */
const program = (entry, file, banner = '', external = /** @type {string[]} */ ([])) => ({
  ...common,
  ssr: { noExternal: true, external: ['webgpu', ...external] },
  build: {
    ...dist,
    ssr: entry,
    target: 'node20',
    license: { fileName: `${file}.licenses.md` },
    // Named here too, because they need not be installed.
    rolldownOptions: { checks, external, output: { entryFileNames: file, banner, codeSplitting: false } },
  },
});

/**
 * Of one file nothing is loaded later: modules that are imported where they are wanted come first, as all others. Else the bundler
 * would wrap up everything that these share with the rest, and no bundler after it could leave out what a page does not use.
 * @returns {import('vite').Plugin}
 */
const importedFirst = () => ({
  name: 'scorefield:imported-first',
  enforce: 'post',
  transform(code, id) {
    /** @type {string[]} */
    const imports = [];
    const replaced = code.replace(/\bawait import\((['"]\.[^'"]+['"])\)/g, (_, source) => {
      imports.push(`import * as imported${imports.length} from ${source};\n`);
      return `imported${imports.length - 1}`;
    });
    return imports.length > 0 && (id.includes('/src/') || id.endsWith('?wasm'))
      ? { code: `${replaced}\n${imports.join('')}`, map: null }
      : undefined;
  },
});

/**
 * A module of the library, readable and all in one file; whoever bundles it minifies it.
 * @param {string} entry
 * @param {string} file
 * @returns {import('vite').InlineConfig}
 */
const module = (entry, file) => ({
  ...common,
  plugins: [...plugins(), importedFirst()],
  build: {
    ...dist,
    target: 'es2022',
    minify: false,
    sourcemap: true,
    lib: { entry, formats: ['es'], fileName: () => file },
    rolldownOptions: { checks, external: [/^node:/, 'webgpu'], output: { codeSplitting: false } },
  },
});

/** The script of a report page, which the command line writes into the HTML: one classic script. @type {import('vite').InlineConfig} */
const report = {
  ...common,
  build: {
    ...dist,
    target: 'es2022',
    minify: true,
    license: { fileName: 'report.js.licenses.md' },
    // Reports travel alone, so the notice that uPlot's licence asks for travels in the script.
    rolldownOptions: { checks, output: { postBanner: '/*! Contains uPlot, copyright Leon Sorokin, MIT license */' } },
    lib: { entry: 'src/figures/report.ts', formats: ['iife'], name: 'scorefieldReport', fileName: () => 'report.js' },
  },
};

// What the benchmark compares with is neither ours to bundle nor everyone's to have.
const peers = [
  ...['@jax-js/jax', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-wasm'],
  'onnxruntime-web',
];

/** @type {Record<string, import('vite').InlineConfig[]>} */
const bundles = {
  'command line': [program('src/cli/main.ts', 'cli.js', '#!/usr/bin/env node'), report],
  experiments: [program('experiments/main.ts', 'experiments.js')],
  benchmark: [program('bench/main.ts', 'bench.js', '', ['vite', 'puppeteer', ...peers])],
  library: [module('src/index.ts', 'index.js'), module('src/worker.ts', 'worker.js')],
};

const name = process.argv[2] ?? '';
const configs = bundles[name];
if (!configs) throw new Error(`no bundle "${name}", there are: ${Object.keys(bundles).join(', ')}`);
for (const config of configs) await build(config);
