import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { useBrowser } from './browser.ts';
import { temporaryFolder } from './command.ts';
import { filesUnder, isolated, serve } from './serve.ts';

const openPage = useBrowser();
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What the page below leaves. */
interface Outcome {
  readonly kind?: string;
  readonly name?: string;
  readonly losses?: readonly number[];
  readonly samples?: readonly number[];
  readonly refused?: string;
}

/** What every program here does with the engine that it has. */
const use = `
const data = tutorialTarget().sample(256, { seed: 1 });
const network = mlp({ dimension: 1, hidden: [16, 16] });
const trainer = await engine.trainer({ data, network, noise: geometric({ from: 2, to: 0.5, levels: 4 }), seed: 2 });
for await (const _ of trainer.run({ steps: 20 }));
const sampler = await engine.sampler({ score: await trainer.model(), method: euler(), particles: 100 });
for await (const _ of sampler.run());
window.outcome = {
  kind: engine.kind, name: engine.adapter.name,
  losses: [...trainer.losses()], samples: [...(await sampler.samples()).values],
};`;

/** The three lines. */
const inWorker = `import { engineInWorker, euler, geometric, mlp, tutorialTarget } from 'scorefield';
const worker = new Worker(new URL('scorefield/worker', import.meta.url), { type: 'module' });
const engine = await engineInWorker(worker);
${use}`;

const onPage = `import { createEngine, euler, geometric, mlp, tutorialTarget } from 'scorefield';
const engine = await createEngine();
${use}`;

const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>`;

beforeAll(() => ensureBuilt('library', ['index.js', 'worker.js'], ['src', 'shaders']));

/** Opens a page and gives what it leaves. */
async function run(
  files: Record<string, string | Uint8Array>,
  path: string,
  headers: Record<string, string> = isolated,
) {
  const address = await serve(files, headers);
  const { page, complaints, requests } = await openPage();
  await page.goto(address + path);
  await page.waitForFunction('window.outcome !== undefined', { timeout: 100_000 });
  const outcome = (await page.evaluate('window.outcome')) as Outcome;
  const asked = requests
    .map((request) => request.replace(address, ''))
    .filter((request) => !/^(data|blob):/.test(request));
  return { ...outcome, requests: asked, complaints };
}

/** A program without a bundler, and the package beside it. */
function plain(program: string): Record<string, string> {
  return {
    '/site/index.html': html,
    '/site/main.js': program
      .replace("from 'scorefield'", "from '../scorefield/index.js'")
      .replace("'scorefield/worker'", "'../scorefield/worker.js'"),
    '/scorefield/index.js': read('dist/index.js'),
    '/scorefield/worker.js': read('dist/worker.js'),
  };
}

describe('three lines put the engine of a page into a worker', () => {
  test('by a bundler, which leaves the engine out of what the page itself loads', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/scorefield'), 'dir');
    writeFileSync(join(folder, 'main.js'), inWorker);
    writeFileSync(join(folder, 'index.html'), html);
    await build({ configFile: false, root: folder, base: './', logLevel: 'error', build: { target: 'es2022' } });
    const files = filesUnder(join(folder, 'dist'), '/a/b/');
    const scripts = Object.keys(files).filter((path) => path.endsWith('.js'));
    expect(scripts).toHaveLength(2);
    const [own, worker] = ['index', 'worker'].map((name) => {
      const path = scripts.find((script) => script.includes(`/assets/${name}-`))!;
      return Buffer.from(files[path]!).toString();
    }) as [string, string];
    // Shaders, and binaries of WebAssembly in base64.
    for (const engine of [/@compute/, /AGFzbQEAAAA/]) {
      expect(worker).toMatch(engine);
      expect(own).not.toMatch(engine);
    }
    // A tenth of the engine, about: what is there on the page is what was imported, and messages.
    expect(own.length).toBeLessThan(worker.length / 5);
    const there = await run(files, '/a/b/index.html');
    expect(there.complaints).toEqual([]);
    expect(there.requests.sort()).toEqual(['/a/b/index.html', ...scripts].sort());
    const here = await run(plain(onPage), '/site/index.html');
    expect(there).toMatchObject({ kind: here.kind, name: here.name, losses: here.losses, samples: here.samples });
    expect(there.losses).toHaveLength(20);
  });

  test('without a bundler, from any folder, by a policy that allows no more than it needs', async () => {
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; img-src data:";
    const { kind, name, losses, complaints } = await run(plain(inWorker), '/site/index.html', {
      ...isolated,
      'Content-Security-Policy': policy,
    });
    expect(kind).toBe('wasm');
    expect(name).toMatch(/^WebAssembly, \d+ threads?, relaxed SIMD$/);
    expect(losses).toHaveLength(20);
    expect(complaints).toEqual([]);
  });

  test('and where the script is not there, or is not the one, the page learns it', async () => {
    const program = (script: string) => `import { engineInWorker } from '../scorefield/index.js';
const worker = new Worker(new URL('${script}', import.meta.url), { type: 'module' });
window.outcome = await engineInWorker(worker).then(() => ({}), ({ name, message }) => ({ refused: name + ': ' + message }));`;
    const missing = await run({ ...plain(''), '/site/main.js': program('./nowhere.js') }, '/site/index.html');
    expect(missing.refused).toMatch(
      /^EngineUnavailableError: the worker does not start: its script did not start\. Make it by/,
    );
    const broken = await run(
      { ...plain(''), '/site/main.js': program('./broken.js'), '/site/broken.js': "throw new Error('not it')" },
      '/site/index.html',
    );
    expect(broken.refused).toMatch(/^EngineUnavailableError: the worker does not start: .*not it/);
  });
});
