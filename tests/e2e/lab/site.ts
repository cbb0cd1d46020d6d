import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll } from 'vitest';

/** The pages as they are published. */
export interface Site {
  /** Where they are built. */
  readonly folder: string;
  /** Of the lab, up to its hash. */
  readonly address: string;
  /** Paths that were asked for since the site is served, by pages and by their workers. */
  readonly asked: readonly string[];
}

/** Builds the site for the tests of a file, and serves it: its pages load some files where those of a dev server load hundreds. */
export function useSite(): Site {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-lab-'));
  const asked: string[] = [];
  let server: PreviewServer;
  beforeAll(async () => {
    await build({ configFile: 'vite.config.ts', logLevel: 'error', build: { outDir: folder } });
    server = await preview({
      configFile: 'vite.config.ts',
      build: { outDir: folder },
      preview: { port: 0, host: 'localhost' },
    });
    server.httpServer.on('request', ({ url }: { url: string }) =>
      asked.push(new URL(url, 'http://localhost').pathname),
    );
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    ...{ folder, asked },
    get address() {
      return new URL('index.html', server.resolvedUrls!.local[0]).href;
    },
  };
}
