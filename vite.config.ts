// The demo pages. The bundles of the package are in scripts/bundle.mjs, the tests in vitest.config.ts.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { plugins } from './scripts/vite/plugins.mjs';

const pages = ['index.html', 'tutorial/index.html', 'bench/index.html', 'embed/index.html'].map((path) =>
  fileURLToPath(new URL(`demo/${path}`, import.meta.url)),
);

/** With these a page may share memory between threads, which the WebAssembly engine does where it may. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Writes the headers beside the built pages, in the form that Netlify and Cloudflare Pages read. */
function headersFile(): Plugin {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return {
    name: 'scorefield:headers',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('')}` });
    },
  };
}

export default defineConfig({
  root: 'demo',
  // An address that is none of the pages is not found, rather than the first of them.
  appType: 'mpa',
  plugins: [...plugins(), headersFile()],
  // Workers may import the library as the pages do.
  worker: { format: 'es', plugins: () => plugins() },
  // Relative addresses, so that the pages work from any folder of any server.
  base: './',
  server: { headers, fs: { allow: ['..'] } },
  preview: { headers },
  build: {
    outDir: '../dist-demo',
    emptyOutDir: true,
    target: 'es2022',
    // A browser that does not preload modules only starts a little later.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: pages },
  },
});
