import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { ArgumentError } from '../../src/errors.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import type { CustomScore } from '../../src/fields/score.ts';
import { type Points, points } from '../../src/points.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { ancestral, euler, heun } from '../../src/samplers/index.ts';
import { wavy } from '../engine_suite/field_suite.ts';
import { collect, ladder, plane, refusal, sampled } from '../engine_suite/fixtures.ts';
import { engines } from './engines.ts';

/** An engine that counts what it compiles. */
async function compiling(): Promise<{ engine: Engine; modules(): number; pipelines(): number }> {
  const adapter = await findAdapter();
  let [modules, pipelines] = [0, 0];
  const { requestDevice } = adapter;
  adapter.requestDevice = async (descriptor) => {
    const device = await requestDevice.call(adapter, descriptor);
    const { createShaderModule, createComputePipelineAsync } = device;
    device.createShaderModule = (wanted) => {
      modules++;
      return createShaderModule.call(device, wanted);
    };
    device.createComputePipelineAsync = (wanted) => {
      pipelines++;
      return createComputePipelineAsync.call(device, wanted);
    };
    return device;
  };
  return { engine: await createWebgpuEngine({ adapter }), modules: () => modules, pipelines: () => pipelines };
}

const at = (dimension: number) => points(Array(dimension).fill(0.5), dimension);

/** What a request for this score is refused with. */
async function refusedWith(score: CustomScore): Promise<string> {
  const { device } = await engines();
  const request = { score, points: at(score.dimension), sigma: 1 };
  const error = await device.score(request).then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ArgumentError);
  expect((error as ArgumentError).argument).toBe('score.wgsl');
  const sampling = { score, noise: ladder, method: euler(), particles: 3 };
  await expect(device.sampler(sampling)).rejects.toThrow((error as Error).message);
  return (error as Error).message;
}

describe('names and comments of a source', () => {
  /** Calls what it declares by names of ours, and declares all of the kernel's own that it can think of. */
  const colliding = (dimension: number) => {
    const type = `array<f32, ${dimension}>`;
    const wgsl = `
const DIMENSION = 3.0; const GROUPS = 2.0; const NOISE = 0.25; const MEMORY = 1.0; const NOISE_STREAM = 0.0;
struct Stage { x: f32, sigma: f32 }
struct Dispatch { key: vec2f }
struct NoiseLevel { sigma: f32 }
struct Summand { weight: f32 }
struct Layer { stride: f32 }
alias Particles = ${type};
alias Field = Stage;
var<private> particles: Particles;
var<private> memory: f32 = 1.0;
var<private> activations: f32;
fn normals(x: f32) -> f32 { return DIMENSION * x; }
fn philox(x: f32) -> f32 { return normals(x) + GROUPS; }
fn load(x: f32) -> f32 { return philox(x) * NOISE; }
fn moved(x: f32, m: f32) -> f32 { return x - m; }
fn remember(x: f32) { memory = x; }
fn remembered() -> f32 { return memory; }
fn noise_level(stage: Stage) -> NoiseLevel { return NoiseLevel(stage.sigma); }
fn score_at(x: f32) -> f32 { return x; }
fn add_score(x: f32) -> f32 { return x; }
fn not_finite(x: f32) -> bool { return x != x; }
fn user_score(x: f32) -> f32 { return x; }
fn main(x: f32) -> f32 { return user_score(x); }
fn score(x: ${type}, sigma: f32) -> ${type} {
  let sampling = noise_level(Field(0.0, sigma)).sigma;
  let stages = 1.0 + sampling * sampling;
  let diverged = MEMORY + NOISE_STREAM;
  particles = x;
  remember(stages * diverged);
  var found: Particles;
  for (var j = 0u; j < ${dimension}u; j++) {
    let s = load(particles[j]);
    found[j] = -main(add_score(score_at(moved(s, 0.5)))) / remembered();
  }
  return found;
}`;
    return customScore({
      dimension,
      wgsl,
      cpu: (x, sigma) => x.map((v) => -((3 * v + 2) * 0.25 - 0.5) / (1 + sigma ** 2)),
    });
  };

  const commented = (dimension: number) => {
    const type = `array<f32, ${dimension}>`;
    const wgsl = `// @group(0) @binding(0) var<uniform> sampling: vec4f;
/* @group(1) @binding(0) var<storage, read_write> other: array<f32>; /* nested */ @compute fn main() {} */
// enable f16;
fn score(x: ${type}, sigma: f32) -> ${type} { // } unroll
  var s: ${type};
  for (var j = 0u; j < ${dimension}u; j++) { // unroll
    // override o: f32; for (var j = 0u; j < DIMENSION; j++) { // unroll
    s[j] = /* fn score( */ -x[j] / sigma; // é ☃ user_score
  }
  return s;
} // @group(1) @binding(3) var<storage, read> stages: array<f32>; the end`;
    return customScore({ dimension, wgsl, cpu: (x, sigma) => x.map((v) => -v / sigma) });
  };

  test.each([
    ['names of ours', colliding, 1],
    ['names of ours', colliding, 2],
    ['names of ours', colliding, 9],
    ['comments that look like our declarations', commented, 1],
    ['comments that look like our declarations', commented, 9],
  ])('%s do no harm (%#)', async (_, make, dimension) => {
    const { device, cpu } = await engines();
    const score = make(dimension);
    // With noise and memory, alone and in a sum, so that all of our kernels meet them.
    const sum = combination([
      { score, weight: 0.5 },
      { score: make(dimension), weight: 0.25 },
    ]);
    for (const one of [score, sum]) {
      for (const method of [ancestral(), heun()]) {
        const options: SamplerOptions = { score: one, noise: ladder, method, particles: 37, seed: 2 };
        const [ours, reference] = [await sampled(device, options), await sampled(cpu, options)];
        // Eight updates in float32 at magnitudes of 5.
        ours.forEach((x, i) => expect(Math.abs(x - reference[i]!)).toBeLessThan(2e-5));
      }
    }
  });
});

describe('a source that does not compile', () => {
  const start = 'fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2> {';

  test.each([
    [
      'a name that is declared nowhere',
      `// first\n${start}\n  let a = missing_name;\n  return x;\n}`,
      3,
      'let a = missing_name;',
    ],
    ['a name of ours', `${start}\n  let a = sampling.quads;\n  return x;\n}`, 2, 'let a = sampling.quads;'],
    ['a function of ours', `${start}\n\n\n  return array<f32, 2>(normals(x[0]), 0.0);\n}`, 4, 'normals(x[0])'],
    ['types that do not fit', `${start}\n  return array<f32, 2>(1u, x[1]);\n}`, 2, 'array<f32, 2>(1u, x[1])'],
    ['a sign too much', `fn other() -> f32 { return 1.0 +; }\n${start} return x; }`, 1, 'return 1.0 +;'],
  ])('%s is refused with the line', async (_, wgsl, line, text) => {
    const message = await refusedWith(customScore({ dimension: 2, wgsl, cpu: () => [0, 0] }));
    expect(message).toContain(`line ${line}`);
    expect(message).toContain(text);
    expect(message).not.toMatch(/user_|aloneModule/);
  });

  test.each([
    'fn score(x: array<f32, 3>, sigma: f32) -> array<f32, 3> { return x; }',
    'fn score(x: vec2f, sigma: f32) -> vec2f { return x; }',
    'fn score(x: array<f32, 2>) -> array<f32, 2> { return x; }',
  ])('is refused, saying what score() must be: %s', async (wgsl) => {
    const message = await refusedWith(customScore({ dimension: 2, wgsl }));
    expect(message).toContain('fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2>');
  });

  test('does no harm to a sound one that is compiled at the same time, nor to other work', async () => {
    const { engine } = await compiling();
    const broken = (i: number) => customScore({ dimension: 2, wgsl: `${start}\n  return missing_${i};\n}` });
    const sound = (i: number) =>
      customScore({ dimension: 2, wgsl: `${start}\n  return array<f32, 2>(x[0], f32(${i}));\n}` });
    const ends = await Promise.allSettled(
      [0, 1, 2, 3].flatMap((i) =>
        [broken(i), sound(i), plane].map((score) => engine.score({ score, points: at(2), sigma: 1 })),
      ),
    );
    ends.forEach((end, i) => {
      if (i % 3 === 0) {
        expect(end).toMatchObject({ status: 'rejected', reason: expect.any(ArgumentError) });
        expect(String((end as PromiseRejectedResult).reason)).toContain(`missing_${i / 3}`);
      } else expect(end.status).toBe('fulfilled');
    });
    engine.dispose();
  });
});

describe('a twin', () => {
  test.each([2, 9])('that says otherwise is refused with x, σ and both scores, in %i dimensions', async (dimension) => {
    const { wgsl, cpu } = wavy(dimension);
    // Right up to σ = 5.
    const wrong = customScore({
      dimension,
      wgsl: wgsl!,
      cpu: (x, sigma) => (sigma < 5 ? cpu(x, sigma) : Float64Array.from(cpu(x, sigma), (s) => 1.01 * s)),
    });
    const message = await refusedWith(wrong);
    const number = String.raw`-?\d[\d.e-]*`;
    const list = String.raw`\(${number}, ${number}.*?\)`;
    // Of many coordinates, those from the first that differs on.
    const where = dimension > 4 ? ' in the coordinates from 0 on' : '';
    expect(message).toMatch(
      new RegExp(
        `the score ${list}${where} at x = ${list}, σ = 10", but it must be that of its twin score\\.cpu, ${list}\\. One of the two is wrong`,
      ),
    );
    // In a sum, too.
    const { device } = await engines();
    const sum = combination([{ score: wrong, weight: 0 }]);
    await expect(device.score({ score: sum, points: at(dimension), sigma: 1 })).rejects.toThrow('σ = 10');
  });

  test.each<[string, NonNullable<CustomScore['cpu']>]>([
    ['gives no numbers', () => [Number.NaN, Number.NaN]],
    ['is infinite somewhere', (x, sigma) => (x[0]! > 2 ? [1 / 0, 0] : wavy(2).cpu(x, sigma))],
    ['differs in one coordinate', (x, sigma) => [wavy(2).cpu(x, sigma)[0]!, wavy(2).cpu(x, sigma)[1]! + 0.01]],
    ['has another sign', (x, sigma) => Float64Array.from(wavy(2).cpu(x, sigma), (s) => -s)],
  ])('that %s is refused', async (_, cpu) => {
    expect(await refusedWith(customScore({ dimension: 2, wgsl: wavy(2).wgsl!, cpu }))).toContain(
      'One of the two is wrong',
    );
  });

  test('may have a pole at 0, as a score of |x| has', async () => {
    const { device } = await engines();
    const wgsl = 'fn score(x: array<f32, 1>, sigma: f32) -> array<f32, 1> { return array<f32, 1>(-x[0] / abs(x[0])); }';
    const score = customScore({ dimension: 1, wgsl, cpu: ([x]) => [-x! / Math.abs(x!)] });
    const { values } = await device.score({ score, points: points([2, -3]), sigma: 1 });
    expect([...values]).toEqual([-1, 1]);
  });

  test('and its source are looked at once on a device', async () => {
    const { engine, modules, pipelines } = await compiling();
    let calls = 0;
    const { wgsl, cpu: twin } = wavy(2);
    const cpu: typeof twin = (x, sigma) => {
      calls++;
      return twin(x, sigma);
    };
    const score = customScore({ dimension: 2, wgsl: wgsl!, cpu });
    const request = { score, points: at(2), sigma: 1 };
    await engine.score(request);
    const first = [modules(), pipelines(), calls];
    // The source alone, and the kernel in which it was compared and now is used.
    expect(first).toEqual([2, 1, 64 * 3]);
    for (let i = 0; i < 3; i++) await engine.score(request);
    await engine.score({ ...request, score: customScore({ dimension: 2, wgsl: wgsl!, cpu }), sigma: 2 });
    expect([modules(), pipelines(), calls]).toEqual(first);
    using sampler = await engine.sampler({ score, noise: ladder, method: euler(), particles: 3 });
    await collect(sampler.run());
    // No kernel of another kind was needed, and no look at the twin.
    expect(calls).toBe(first[2]);
    // Another twin of the same source is compared, and not compiled.
    const compiled = modules();
    await engine.score({ ...request, score: customScore({ dimension: 2, wgsl: wgsl!, cpu: (x, s) => cpu(x, s) }) });
    expect([modules(), calls]).toEqual([compiled, 2 * first[2]!]);
    engine.dispose();
  });

  test('that differs in the last of many coordinates is refused with that', async () => {
    const { wgsl, cpu } = wavy(9);
    const wrong = customScore({
      dimension: 9,
      wgsl: wgsl!,
      cpu: (x, sigma) => Float64Array.from(cpu(x, sigma), (s, j) => (j === 8 ? 7 : s)),
    });
    const message = await refusedWith(wrong);
    expect(message).toMatch(/, [^,]*\) in the coordinates from 5 on at x = .* that of its twin score\.cpu, .*, 7\)/);
  });

  test('that is wrong is found each time', async () => {
    const wrong = customScore({ dimension: 1, wgsl: wavy(1).wgsl!, cpu: () => [7] });
    for (let i = 0; i < 2; i++) expect(await refusedWith(wrong)).toContain('One of the two is wrong');
  });

  test('is not needed on WebGPU, and left behind by a copy', async () => {
    const { device, cpu } = await engines();
    const own = wavy(2);
    const options: SamplerOptions = { score: own, noise: ladder, method: heun(), particles: 21, seed: 5 };
    const [copied, reference] = [
      await sampled(device, { ...options, score: structuredClone(own) as CustomScore }),
      await sampled(cpu, options),
    ];
    // Eight updates whose sines WGSL allows an error of 2⁻¹¹.
    copied.forEach((x, i) => expect(Math.abs(x - reference[i]!)).toBeLessThan(5e-3));
  });
});

test('a score without WGSL is refused on WebGPU, saying what to do', async () => {
  const message = await refusedWith(customScore({ dimension: 2, cpu: () => [0, 0] }));
  expect(message).toContain('given on WebGPU. Or take the engine wasm or cpu, which run score.cpu.');
});

test('a point may have 1024 coordinates, where the driver has room for them', async () => {
  const { device, cpu } = await engines();
  const own = wavy(1024);
  const request = {
    score: own,
    points: points(
      Float32Array.from({ length: 5 * 1024 }, (_, i) => Math.sin(i)),
      1024,
    ),
    sigma: 1,
  };
  const ours = await device.score(request).catch((error: Error) => error);
  // NVIDIA's driver was seen to give up on so many; the software drivers never do.
  if (ours instanceof Error && device.adapter?.type === 'hardware') return expect(ours.message).toMatch(tooManyHere);
  const reference = await cpu.score(request);
  // Sines of 2⁻¹¹ at most.
  (ours as Points).values.forEach((s, i) => expect(Math.abs(s - reference.values[i]!)).toBeLessThan(6e-4));
});

const tooManyHere =
  /score\.dimension: got \d+, but it must be less for this function on this device.*engine wasm or cpu/;

test('a driver that gives up on points of so many coordinates is named as the reason', async () => {
  const adapter = await findAdapter();
  const { requestDevice } = adapter;
  adapter.requestDevice = async (descriptor) => {
    const device = await requestDevice.call(adapter, descriptor);
    const { createComputePipelineAsync } = device;
    device.createComputePipelineAsync = async (wanted) => {
      if (wanted.label !== 'custom_planes') return createComputePipelineAsync.call(device, wanted);
      throw Object.assign(new Error('VK_ERROR_UNKNOWN'), { reason: 'internal' });
    };
    return device;
  };
  const engine = await createWebgpuEngine({ adapter });
  const refused = engine.score({ score: wavy(12), points: at(12), sigma: 1 });
  await expect(refused).rejects.toSatisfy(refusal('score.dimension'));
  await expect(refused).rejects.toThrow(tooManyHere);
  // Fewer take another kernel.
  await engine.score({ score: wavy(2), points: at(2), sigma: 1 });
  await engine.dispose();
});

test('a custom score that throws for a bad argument does so from a plain object, too', async () => {
  const { device } = await engines();
  const bad = { kind: 'custom', dimension: 2, wgsl: '@group(0) @binding(0) var<uniform> u: vec4f;' } as const;
  await expect(device.score({ score: bad, points: at(2), sigma: 1 })).rejects.toSatisfy(refusal('score.wgsl'));
  await expect(device.score({ score: bad, points: at(2), sigma: 1 })).rejects.toThrow('@group in line 1');
});
