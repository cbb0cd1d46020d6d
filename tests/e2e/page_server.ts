import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll } from 'vitest';

/**
 * Serves the pages as `npm run demo` does, for the tests of a file.
 * @returns gives the address of a page, by its path from the first of them
 */
export function usePages(): (path: string) => string {
  let server: ViteDevServer;
  beforeAll(async () => {
    server = await createServer({
      configFile: 'vite.config.ts',
      logLevel: 'error',
      server: { port: 0, host: 'localhost', hmr: false, watch: null },
    });
    await server.listen();
  });
  afterAll(() => server?.close());
  return (path) => new URL(path, server.resolvedUrls!.local[0]).href;
}
