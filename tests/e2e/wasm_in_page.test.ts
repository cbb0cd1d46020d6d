import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { useBrowser } from './browser.ts';
import { temporaryFolder } from './command.ts';
import { isolated, serve } from './serve.ts';

const openPage = useBrowser();
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the page below leaves. */
interface Outcome {
  readonly kind: string;
  readonly name: string;
  readonly passedOver: readonly { readonly kind: string; readonly reason: string }[];
  /** Why the engine could not be had by name, where it could not. */
  readonly refused?: string;
  readonly losses: readonly number[];
  readonly samples: readonly number[];
}

/** Trains and samples a little on the engine that it gets. */
const program = `
import { createEngine, EngineUnavailableError, euler, geometric, mlp, tutorialTarget } from 'scorefield';
const refused = await createEngine({ prefer: 'wasm' }).then(
  (engine) => engine.dispose(),
  (error) => (error instanceof EngineUnavailableError ? error.message : String(error)),
);
const engine = await createEngine();
const data = tutorialTarget().sample(256, { seed: 1 });
const network = mlp({ dimension: 1, hidden: [16, 16] });
const trainer = await engine.trainer({ data, network, noise: geometric({ from: 2, to: 0.5, levels: 4 }), seed: 2 });
for await (const _ of trainer.run({ steps: 20 }));
const sampler = await engine.sampler({ score: await trainer.model(), method: euler(), particles: 100 });
for await (const _ of sampler.run());
window.outcome = {
  kind: engine.kind, name: engine.adapter.name, passedOver: engine.passedOver, refused,
  losses: [...trainer.losses()], samples: [...(await sampler.samples()).values],
};`;

beforeAll(() => ensureBuilt('library', ['index.js'], ['src', 'shaders']));

/** A page in a folder of its own, and the library in another. */
function page(): Record<string, string> {
  return {
    '/deep/in/a/site/page.html': `<!doctype html><link rel="icon" href="data:,">
      <script type="module" src="./program.js"></script>`,
    '/deep/in/a/site/program.js': program.replace("'scorefield'", "'../../../cdn/scorefield@0/index.js'"),
    '/deep/cdn/scorefield@0/index.js': readFileSync(join(root, 'dist/index.js'), 'utf8'),
  };
}

/** Opens the page by these headers, and gives what it leaves and what it asked for. */
async function run(
  headers: Record<string, string>,
  files = page(),
  path = '/deep/in/a/site/page.html',
): Promise<Outcome & { requests: string[]; complaints: string[] }> {
  const address = await serve(files, headers);
  const { page: tab, complaints, requests } = await openPage();
  await tab.goto(address + path);
  await tab.waitForFunction('window.outcome !== undefined', { timeout: 100_000 });
  const outcome = (await tab.evaluate('window.outcome')) as Outcome;
  const asked = requests.map((request) => request.replace(address, ''));
  return { ...outcome, requests: asked.filter((request) => !/^(data|blob):/.test(request)), complaints };
}

const policy = (...more: string[]) => ({ 'Content-Security-Policy': ["default-src 'none'", ...more].join('; ') });
const script = "script-src 'self' 'wasm-unsafe-eval'";

describe('a page that imports the built module from a folder of its own trains on WebAssembly', () => {
  test('by threads where it is isolated, and asks for nothing but its own files', async () => {
    const { kind, name, passedOver, requests, complaints } = await run({
      ...isolated,
      ...policy(script, 'worker-src blob:', 'img-src data:'),
    });
    expect(kind).toBe('wasm');
    expect(name).toMatch(/^WebAssembly, \d+ threads?, relaxed SIMD$/);
    expect(passedOver.map((other) => other.kind)).toEqual(['webgpu']);
    expect(requests.sort()).toEqual(Object.keys(page()).sort());
    expect(complaints).toEqual([]);
  });

  test('with less it computes by less, says why, and gets the same to the last bit', async () => {
    const team = await run(isolated);
    const worker = await run({});
    expect(worker.name).toMatch(/^WebAssembly, one worker, relaxed SIMD: .* not cross-origin isolated$/);
    expect(worker.complaints).toEqual([]);
    const none = await run({ ...isolated, ...policy(script, "worker-src 'none'", 'img-src data:') });
    expect(none.name).toMatch(/^WebAssembly, the calling thread, relaxed SIMD: .+$/);
    for (const { losses, samples } of [worker, none]) {
      expect(losses).toEqual(team.losses);
      expect(samples).toEqual(team.samples);
    }
  });

  test('and where its policy forbids WebAssembly, the reference takes over, and says why', async () => {
    const { kind, passedOver, refused, losses } = await run(policy("script-src 'self'", 'img-src data:'));
    expect(kind).toBe('cpu');
    expect(passedOver.map((other) => other.kind)).toEqual(['webgpu', 'wasm']);
    expect(refused).toMatch(/^WebAssembly is not available: .*allow 'wasm-unsafe-eval'/);
    expect(passedOver[1]!.reason).toBe(refused);
    expect(losses).toHaveLength(20);
  });
});

test("a bundler takes the package into a program of a user's own", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/scorefield'), 'dir');
  writeFileSync(join(folder, 'main.js'), program);
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>',
  );
  await build({ configFile: false, root: folder, base: './', logLevel: 'error', build: { target: 'es2022' } });
  const assets = readdirSync(join(folder, 'dist/assets'));
  expect(assets).toHaveLength(1);
  const read = (file: string) => readFileSync(join(folder, 'dist', file), 'utf8');
  const files = { '/a/b/index.html': read('index.html'), [`/a/b/assets/${assets[0]}`]: read(`assets/${assets[0]}`) };
  const { kind, requests, complaints } = await run(isolated, files, '/a/b/index.html');
  expect(kind).toBe('wasm');
  expect(requests.sort()).toEqual(Object.keys(files).sort());
  expect(complaints).toEqual([]);
});
