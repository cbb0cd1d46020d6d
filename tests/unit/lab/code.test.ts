import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { codeOf } from '../../../demo/lab/run/code.ts';
import { written } from '../../../demo/lab/run/javascript.ts';
import type { Problem } from '../../../demo/lab/run/problem.ts';
import type { Recorded } from '../../../demo/lab/run/record.ts';
import { samplingsOf } from '../../../demo/lab/run/sampling.ts';
import { trainerOptions } from '../../../demo/lab/run/training.ts';
import { createCpuEngine, type Model, type Score, writeModel } from '../../../src/index.ts';
import { problemFor, recorded, runs, table } from './runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'scorefield-code-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'a table.csv'), table.text);
const library = fileURLToPath(new URL('../../../src/index.ts', import.meta.url));

interface Found {
  readonly losses: Float32Array | undefined;
  readonly model: Model;
  readonly samples: readonly (ArrayLike<number> | undefined)[];
}

/** Runs a program on the sources of the library, and gives what it made. */
async function running(code: string, names: readonly string[]): Promise<Found> {
  const file = join(folder, `run${Math.random()}.ts`);
  const here = code
    .replace("from 'scorefield'", `from ${JSON.stringify(library)}`)
    .replaceAll(/readFile\('([^']*)'\)/g, (_, name) => `readFile(${JSON.stringify(join(folder, name))})`)
    .replace('engine.dispose();', '');
  const made = `losses: ${code.includes('const trainer') ? 'trainer.losses()' : 'undefined'}, model`;
  const samples = names.map((name) => `(await ${name}.samples()).values`).join(', ');
  writeFileSync(file, `// @ts-nocheck\n${here}\nexport const found = { ${made}, samples: [${samples}] };\n`);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  try {
    return ((await import(/* @vite-ignore */ file)) as { found: Found }).found;
  } finally {
    log.mockRestore();
  }
}

/** The same by what the worker of the page asks of the library. */
async function expected({ settings, trained, updates }: Recorded, problem: Problem, given?: Model): Promise<Found> {
  using engine = createCpuEngine();
  using trainer = await engine.trainer(trainerOptions(settings, problem.data));
  if (trained > 0) for await (const _ of trainer.run({ steps: trained }));
  const model = given ?? (await trainer.model());
  const samples = [];
  for (const [i, { method, noise, score }] of samplingsOf(settings).entries()) {
    const follows: Score = score === 'learned' ? model : problem.mixture!;
    const { particles, seed } = settings;
    using sampler = await engine.sampler({ score: follows, method, noise, particles, seed });
    for await (const { completed } of sampler.run({ reportEvery: 1 })) if (completed === updates[i]) break;
    samples.push((await sampler.samples()).values);
  }
  return { losses: given ? undefined : trainer.losses(), model, samples };
}

const samplersOf = ({ settings }: Recorded): string[] => ['sampler', 'beside'].slice(0, samplingsOf(settings).length);

describe('the code of a run makes the same losses and samples, to the last bit', () => {
  test.each(runs)('%s', async (_, run) => {
    const found = await running(codeOf(run), samplersOf(run));
    const { losses, samples, model } = await expected(run, problemFor(run));
    expect(found.losses).toEqual(losses);
    expect(found.samples).toEqual(samples);
    expect(found.model.parameters).toEqual(model.parameters);
  });

  test('stopped on the way, and not trained at all', async () => {
    const run = recorded({}, { trained: 0, updates: [3] });
    const found = await running(codeOf(run), samplersOf(run));
    expect(found).toMatchObject(await expected(run, problemFor(run)));
    expect(codeOf(run)).toContain('reportEvery: 3 })) break;');
  });

  test('with a model from a file', async () => {
    using engine = createCpuEngine();
    const own = recorded({ seed: 3 });
    using trainer = await engine.trainer(trainerOptions(own.settings, problemFor(own).data));
    const model = await trainer.model();
    writeFileSync(join(folder, "it's.safetensors"), writeModel(model));
    writeFileSync(join(folder, 'mine.safetensors'), writeModel(model));
    const run = recorded({}, { model: 'mine.safetensors' });
    const code = codeOf(run);
    expect(code).not.toContain('trainer');
    const found = await running(code, ['sampler']);
    const { samples } = await expected(run, problemFor(run), model);
    // A file keeps the moments in float32, where particles start; they themselves are float32.
    for (const [i, value] of Array.from(samples[0]!).entries()) expect(found.samples[0]![i]).toBeCloseTo(value, 5);
  });
});

test('the code says nothing that is the default', () => {
  const [, tutorial] = runs.find(([what]) => what === 'the tutorial')!;
  expect(codeOf(tutorial)).toBe(`// In a file run.mjs: npm install scorefield && node run.mjs
import { annealedLangevin, createEngine, geometric, mlp, proportional, targetNamed } from 'scorefield';

const target = targetNamed('tutorial');
const data = target.sample(60, { seed: 0 });

const engine = await createEngine({ prefer: 'cpu' });
const trainer = await engine.trainer({
  data,
  network: mlp({ dimension: 1, hidden: [6] }),
  noise: geometric({ from: 5, to: 0.02, levels: 4 }),
});
for await (const { step, loss } of trainer.run({ steps: 6, reportEvery: 1 })) console.log(step, loss);
const model = await trainer.model();

const sampler = await engine.sampler({
  score: model,
  method: annealedLangevin({ perLevel: 2, size: proportional({ epsilon: 0.1 * 0.02 ** 2 }) }),
  particles: 8,
});
for await (const { completed, total } of sampler.run()) console.log(completed, total);
console.log(await sampler.samples());
engine.dispose();
`);
});

test('values are written so that they read back the same', () => {
  const value = {
    list: [1, [2.5, -1e-7]],
    text: 'it\'s "\\ \u2028\n',
    none: undefined,
    yes: true,
    deep: { a: 'x'.repeat(120) },
  };
  expect(Function(`return ${written(value)}`)()).toEqual(JSON.parse(JSON.stringify(value)));
});
