// What Vite does not know by itself: AssemblyScript, a program as a text, and shaders without their comments. For all bundles, the pages
// and the tests.
import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { build } from 'vite';
import { root } from '../ensure.mjs';
import { compileCached } from './cache.mjs';

/** @returns {import('vite').Plugin[]} */
export const plugins = () => [wasm(), wasmBinary('simd'), wasmBinary('relaxed'), script(), shaders()];

/**
 * `import { simd, relaxed, structs, kernels } from './index.ts?wasm'`: AssemblyScript, compiled. Its binaries are functions that load
 * one each, so that a page fetches no more than the one that it runs.
 */
function wasm() {
  return queryPlugin('wasm', async (path, watch) => {
    const { structs, kernels } = await compiled(path, watch);
    const load = (/** @type {string} */ name) =>
      `async () => (await import(${JSON.stringify(`./${basename(path)}?${name}`)})).default`;
    return (
      `export const simd = ${load('simd')};\nexport const relaxed = ${load('relaxed')};\n` +
      `export const structs = ${JSON.stringify(structs)};\nexport const kernels = ${JSON.stringify(kernels)};\n`
    );
  });
}

/** One of the two binaries of AssemblyScript, as a text in base64. @param {'simd' | 'relaxed'} name */
function wasmBinary(name) {
  return queryPlugin(
    name,
    async (path, watch) => `export default ${JSON.stringify((await compiled(path, watch))[name])};`,
  );
}

/** @param {string} path @param {(file: string) => void} watch */
async function compiled(path, watch) {
  const { result, files } = await compileCached(root, relative(root, path).replaceAll('\\', '/'));
  files.forEach(watch);
  return result;
}

/** `import source from './worker.ts?script'`: a program in one classic script, as a text for workers made from texts. */
function script() {
  return queryPlugin('script', async (path, watch) => {
    const bundled = await build({
      configFile: false,
      root,
      logLevel: 'warn',
      publicDir: false,
      plugins: plugins(),
      build: {
        write: false,
        target: 'es2022',
        minify: true,
        lib: { entry: path, formats: ['iife'], name: 'script' },
      },
    });
    const [
      {
        output: [chunk],
      },
    ] = /** @type {[import('vite').Rolldown.RolldownOutput]} */ (bundled);
    chunk.moduleIds.forEach(watch);
    return `export default ${JSON.stringify(chunk.code)};`;
  });
}

/**
 * WGSL without the lines that are comments, 8 kB of a packed bundle; the lines themselves stay, and with them their numbers.
 * @returns {import('vite').Plugin}
 */
function shaders() {
  return {
    name: 'scorefield:shaders',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl?raw')) return undefined;
      const text = await readFile(id.slice(0, -'?raw'.length), 'utf8');
      return `export default ${JSON.stringify(text.replace(/^[ \t]*\/\/.*$/gm, ''))};`;
    },
  };
}

/**
 * A plugin for imports that end in `?QUERY`.
 * @param {string} query
 * @param {(path: string, watch: (file: string) => void) => Promise<string>} load gives the module for a file
 * @returns {import('vite').Plugin}
 */
function queryPlugin(query, load) {
  const end = `?${query}`;
  return {
    name: `scorefield:${query}`,
    enforce: 'pre',
    // That compiling takes long is known, and no fault of the bundle.
    config: () => ({ build: { rolldownOptions: { checks: { pluginTimings: false } } } }),
    async resolveId(source, importer) {
      if (!source.endsWith(end)) return undefined;
      const found = await this.resolve(source.slice(0, -end.length), importer, { skipSelf: true });
      return found && `${found.id}${end}`;
    },
    load(id) {
      if (!id.endsWith(end)) return undefined;
      return load(id.slice(0, -end.length), (file) => this.addWatchFile(file));
    },
  };
}
