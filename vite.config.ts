// The demo page. The bundles of the package are in scripts/bundle.mjs, the tests in vitest.config.ts.
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'demo',
  // Relative addresses, so that the page works from any folder of any server.
  base: './',
  server: { fs: { allow: ['..'] } },
  build: { outDir: '../dist-demo', emptyOutDir: true, target: 'es2022' },
});
