// The demo pages. The bundles of the package are in scripts/bundle.mjs, the tests in vitest.config.ts.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { plugins } from './scripts/vite/plugins.mjs';

const page = (path: string) => fileURLToPath(new URL(`demo/${path}`, import.meta.url));

/** With these a page may share memory between threads, which the WebAssembly engine does where it may. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: 'demo',
  plugins: plugins(),
  // Relative addresses, so that the page works from any folder of any server.
  base: './',
  server: { headers, fs: { allow: ['..'] } },
  preview: { headers },
  build: {
    outDir: '../dist-demo',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { input: [page('index.html'), page('bench/index.html')] },
  },
});
