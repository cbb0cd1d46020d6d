import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { ArgumentError } from '../../src/errors.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import { guided } from '../../src/fields/guided.ts';
import type { Combination, CustomScore, Score } from '../../src/fields/score.ts';
import { initialParameters, type Model, mlp, type Network } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { type Points, points } from '../../src/points.ts';
import { euler } from '../../src/samplers/index.ts';
import { ladder, plane, refusal, sampled } from './fixtures.ts';

/** A model with parameters such as training meets. */
function modelOf(network: Network): Model {
  const parameters = initialParameters(network, 7).map((weight, k) => weight + 0.1 * Math.sin(k));
  return { kind: 'network', network, noise: geometric({ from: 2, to: 0.5, levels: 5 }), parameters };
}

/** −x_j/(1 + σ²) + sin x_{j+1}, in any dimension. */
export function wavy(dimension: number): CustomScore & { readonly cpu: NonNullable<CustomScore['cpu']> } {
  const wgsl = `// A user's own.
const count = ${dimension}u;
fn pull(value: f32, sigma: f32) -> f32 { return -value / (1.0 + sigma * sigma); }
fn score(x: array<f32, ${dimension}>, sigma: f32) -> array<f32, ${dimension}> {
  var s: array<f32, ${dimension}>;
  var point = x;
  for (var j = 0u; j < count; j++) {
    s[j] = pull(point[j], sigma) + sin(point[(j + 1u) % count]);
  }
  return s;
}`;
  const cpu: CustomScore['cpu'] = (x, sigma) =>
    x.map((value, j) => -value / (1 + sigma ** 2) + Math.sin(x[(j + 1) % dimension]!));
  return customScore({ dimension, wgsl, cpu }) as ReturnType<typeof wavy>;
}

/** By the dimension: networks in lanes and in planes, a mixture and a function of a user's own. */
function partsIn(dimension: number): readonly Score[] {
  return [
    modelOf(mlp({ dimension, hidden: [19], activation: 'silu' })),
    modelOf(mlp({ dimension, hidden: [9, 14], activation: 'tanh', output: 'over-sigma' })),
    gaussianMixture({
      weights: [1, 3],
      means: [0, 1].map((k) => Array.from({ length: dimension }, (_, j) => 2 * Math.sin(5 * k + j))),
      deviations: [0.7, 1.2],
    }),
    wavy(dimension),
  ];
}

function pointsIn(dimension: number, count = 301): Points {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 2.5 * Math.sin(1.3 * i * i + 0.7)),
    dimension,
  );
}

/** What every engine makes of combinations and of functions of a user's own. */
export function fieldSuite(engine: () => Engine): void {
  const score = async (of: Score, at: Points, sigma = 0.8) =>
    (await engine().score({ score: of, points: at, sigma })).values;

  /** Expects Σ wₖ·sₖ, each part evaluated by itself. */
  async function requireSum(sum: Combination, terms: readonly (readonly [Score, number])[], at: Points): Promise<void> {
    for (const sigma of [0.3, 1.7]) {
      const got = await score(sum, at, sigma);
      const parts = await Promise.all(
        terms.map(async ([part, weight]) => [await score(part, at, sigma), weight] as const),
      );
      got.forEach((value, i) => {
        const expected = parts.reduce((total, [values, weight]) => total + weight * values[i]!, 0);
        const scale = parts.reduce((total, [values, weight]) => total + Math.abs(weight * values[i]!), 0);
        // Each term and each partial sum is rounded to float32: half a unit in the last place of at most the scale.
        if (!(Math.abs(value - expected) <= 2 * terms.length * 2 ** -24 * scale))
          expect([i, value]).toEqual([i, expected]);
      });
    }
  }

  describe('a combination', () => {
    test.each([1, 2, 9])('in %i dimension(s) is the weighted sum of its parts, in any order', async (dimension) => {
      const [lanes, planes, mixture, custom] = partsIn(dimension) as [Score, Score, Score, Score];
      const at = pointsIn(dimension);
      for (const terms of [
        [[lanes, 1.25]],
        [
          [planes, -0.5],
          [mixture, 2],
        ],
        [
          [mixture, 1],
          [lanes, -3],
          [custom, 0.7],
        ],
        [
          [custom, -1],
          [planes, 1],
          [lanes, 0],
          [mixture, 1 / 3],
        ],
        // One part twice.
        [
          [lanes, 2],
          [lanes, -0.5],
        ],
      ] as [Score, number][][])
        await requireSum(combination(terms.map(([part, weight]) => ({ score: part, weight }))), terms, at);
    });

    test('of weights 0 is 0', async () => {
      const sum = combination(partsIn(2).map((part) => ({ score: part, weight: 0 })));
      expect((await score(sum, pointsIn(2))).every((value) => value === 0)).toBe(true);
    });

    test.each([2, 9])('of combinations in %i dimensions is the sum of all', async (dimension) => {
      const [lanes, planes, mixture, custom] = partsIn(dimension) as [Score, Score, Score, Score];
      const inner = combination([
        { score: lanes, weight: 2 },
        { score: mixture, weight: -1 },
      ]);
      const middle = combination([
        { score: planes, weight: 0.5 },
        { score: inner, weight: -0.75 },
      ]);
      const outer = combination([
        { score: inner, weight: 0.25 },
        { score: custom, weight: 1 },
        { score: middle, weight: 2 },
      ]);
      const terms = [
        [lanes, 0.5],
        [mixture, -0.25],
        [custom, 1],
        [planes, 1],
        [lanes, -3],
        [mixture, 1.5],
      ] as const;
      await requireSum(outer, terms, pointsIn(dimension));
    });

    test('guided() is w·c + (1 − w)·u', async () => {
      const [conditional, unconditional] = partsIn(2) as [Score, Score];
      expect(guided({ conditional, unconditional, weight: 3 })).toEqual(
        combination([
          { score: conditional, weight: 3 },
          { score: unconditional, weight: -2 },
        ]),
      );
      const terms = [
        [conditional, 2.5],
        [unconditional, -1.5],
      ] as const;
      await requireSum(guided({ conditional, unconditional, weight: 2.5 }), terms, pointsIn(2));
      const alone = await score(conditional, pointsIn(2));
      expect(await score(guided({ conditional, unconditional, weight: 1 }), pointsIn(2))).toEqual(alone);
    });

    const transform = { shift: [10, -20], scale: [2, 0.5] };
    const given = (network: Network): Model => ({ ...modelOf(network), transform });

    test('of models with the same transform works in the units of the data', async () => {
      const one = given(mlp({ dimension: 2, hidden: [19] }));
      const other = given(mlp({ dimension: 2, hidden: [9, 14] }));
      const sum = combination([
        { score: one, weight: 2 },
        { score: { ...other, transform: structuredClone(transform) }, weight: -0.5 },
      ]);
      const at = pointsIn(2);
      const shifted = points(
        at.values.map((y, i) => transform.shift[i % 2]! + transform.scale[i % 2]! * y),
        2,
      );
      const terms = [
        [one, 2],
        [other, -0.5],
      ] as const;
      await requireSum(sum, terms, shifted);
      // Against the same network in its own units: s/scale, at points that were rounded to float32 beside a shift of 20.
      const { transform: _, ...bare } = one;
      const own = await score(bare, at);
      (await score(one, shifted)).forEach((value, i) => {
        expect(Math.abs(value - own[i]! / transform.scale[i % 2]!)).toBeLessThan(2e-5 * (1 + Math.abs(value)));
      });
      // A particle that a program does not move comes back where it began.
      const stay = { stages: [], end: 0 };
      const back = await sampled(engine(), { score: sum, method: stay, particles: 301, initial: shifted });
      back.forEach((x, i) => expect(Math.abs(x - shifted.values[i]!)).toBeLessThan(4e-6));
    });

    test('takes the noise levels of the first part that has any', async () => {
      const [model] = partsIn(2) as [Score];
      const sum = combination([
        { score: plane, weight: 0.5 },
        { score: model, weight: 0.5 },
      ]);
      using sampler = await engine().sampler({ score: sum, method: euler(), particles: 3 });
      expect(sampler.total).toBe(5);
    });

    // As they may come from elsewhere than `combination`.
    const unchecked = (parts: Combination['parts']): Combination => ({ kind: 'combination', parts });
    test.each<[string, Combination]>([
      ['score.parts', unchecked([])],
      ['score.parts', unchecked(undefined as never)],
      ['score.parts[0].weight', unchecked([{ score: plane, weight: Number.NaN }])],
      ['score.parts[0].weight', unchecked([{ score: plane, weight: 1e39 }])],
      ['score.parts[0].weight', unchecked([{ score: plane, weight: '1' as never }])],
      ['score.parts[0]', unchecked([undefined as never])],
      [
        'score.parts[1].weight',
        unchecked([
          { score: plane, weight: 1 },
          { score: plane, weight: Number.NEGATIVE_INFINITY },
        ]),
      ],
      ['score.parts[0].score', unchecked([{ score: undefined as never, weight: 1 }])],
      ['score.parts[0].score', unchecked([{ score: { kind: 'none' } as never, weight: 1 }])],
      ['score.parts[0].score.weights[0]', combination([{ score: { ...plane, weights: [-1, 2] }, weight: 1 }])],
      [
        'score.parts[1].score',
        combination([
          { score: plane, weight: 1 },
          { score: wavy(3), weight: 1 },
        ]),
      ],
      [
        'score.parts[2].score.transform',
        combination([
          { score: given(mlp({ dimension: 2, hidden: [3] })), weight: 1 },
          { score: given(mlp({ dimension: 2, hidden: [] })), weight: 1 },
          { score: plane, weight: 1 },
        ]),
      ],
      [
        'score.parts[1].score.transform',
        combination([
          { score: modelOf(mlp({ dimension: 2, hidden: [3] })), weight: 1 },
          { score: given(mlp({ dimension: 2, hidden: [] })), weight: 1 },
        ]),
      ],
      [
        'score.parts[1].score.parts[0].weight',
        combination([
          { score: plane, weight: 1 },
          { score: unchecked([{ score: plane, weight: Number.NaN }]), weight: 1 },
        ]),
      ],
    ])('refuses %s (%#)', async (argument, bad) => {
      await expect(score(bad, pointsIn(2))).rejects.toSatisfy(refusal(argument));
      const request = { score: bad, noise: ladder, method: euler(), particles: 3 };
      await expect(engine().sampler(request)).rejects.toSatisfy(refusal(argument));
    });
  });

  describe("a function of a user's own", () => {
    test.each([1, 2, 8, 9, 33])('in %i dimension(s) is what its twin says', async (dimension) => {
      const own = wavy(dimension);
      const at = pointsIn(dimension, 77);
      for (const sigma of [0.1, 3]) {
        const values = await score(own, at, sigma);
        for (let r = 0; r < 77; r++) {
          const x = Float64Array.from(at.values.subarray(r * dimension, (r + 1) * dimension));
          // float32 at magnitudes of 3, and a sine that WGSL allows an error of 2⁻¹¹ = 5e-4.
          [...(own.cpu(x, sigma) as Float64Array)].forEach((s, j) =>
            expect(Math.abs(values[r * dimension + j]! - s)).toBeLessThan(6e-4),
          );
        }
      }
    });

    test('can be cloned: its function in TypeScript stays behind, all else is plain data', () => {
      const own = wavy(2);
      expect(structuredClone(own)).toEqual({ kind: 'custom', dimension: 2, wgsl: own.wgsl });
      expect(structuredClone(combination([{ score: own, weight: 1 }])).parts).toHaveLength(1);
      expect(Object.keys(own)).toEqual(['kind', 'dimension', 'wgsl']);
    });

    const one = { dimension: 1, cpu: () => [1] };
    const body = 'fn score(x: array<f32, 1>, sigma: f32) -> array<f32, 1> { return x; }';
    test.each<[string, Parameters<typeof customScore>[0]]>([
      ['score.dimension', { ...one, dimension: 0 }],
      ['score.dimension', { ...one, dimension: 1.5 }],
      ['score.dimension', { ...one, dimension: 1025 }],
      ['score.wgsl', { dimension: 1 }],
      ['score.wgsl', { ...one, wgsl: 7 as never }],
      ['score.cpu', { dimension: 1, cpu: 'x' as never }],
      ['score.wgsl', { ...one, wgsl: '' }],
      ['score.wgsl', { ...one, wgsl: 'fn s(x: array<f32, 1>, sigma: f32) -> array<f32, 1> { return x; }' }],
      ['score.wgsl', { ...one, wgsl: `enable f16;\n${body}` }],
      ['score.wgsl', { ...one, wgsl: `@group(0) @binding(0) var<uniform> u: vec4f;\n${body}` }],
      ['score.wgsl', { ...one, wgsl: `var<workgroup> w: f32;\n${body}` }],
      ['score.wgsl', { ...one, wgsl: `override o: f32;\n${body}` }],
      ['score.wgsl', { ...one, wgsl: `${body}\n@compute @workgroup_size(1) fn main() {}` }],
      ['score.wgsl', { ...one, wgsl: `${body}\nfn open() {` }],
    ])('is refused at once for a bad %s (%#)', (argument, bad) => {
      expect(() => customScore(bad)).toThrow(expect.objectContaining({ argument }));
      expect(() => customScore(bad)).toThrow(ArgumentError);
    });

    test.each<[string, unknown]>([
      ['too many', () => [1, 2, 3]],
      ['too few', () => Float64Array.of(1)],
      ['none', () => undefined],
      ['one that is no list', () => 1],
    ])('whose twin gives %s is refused', async (_, cpu) => {
      const { wgsl } = wavy(2);
      const own = customScore({ dimension: 2, wgsl: wgsl!, cpu: cpu as never });
      await expect(score(own, pointsIn(2))).rejects.toSatisfy(refusal('score.cpu'));
    });

    test('may change or keep the point that its twin is given', async () => {
      const kept: Float64Array[] = [];
      const cpu = (x: Float64Array, sigma: number) => {
        kept.push(x);
        for (let j = 0; j < 2; j++) x[j] = -x[j]! / (1 + sigma ** 2);
        return x;
      };
      const wgsl = `fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2> {
        return array<f32, 2>(-x[0] / (1.0 + sigma * sigma), -x[1] / (1.0 + sigma * sigma));
      }`;
      const at = pointsIn(2);
      const values = await score(customScore({ dimension: 2, wgsl, cpu }), at, 2);
      values.forEach((s, i) => expect(Math.abs(s + at.values[i]! / 5)).toBeLessThan(1e-6));
      expect(new Set(kept).size).toBe(kept.length);
    });
  });

  describe('score() of many points', () => {
    test('gives way to the event loop', async () => {
      const deep = modelOf(mlp({ dimension: 2, hidden: [64, 64], activation: 'relu' }));
      const at = pointsIn(2, 300_000);
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      const values = await score(deep, at);
      clearInterval(timer);
      expect(turns).toBeGreaterThan(5);
      // As few of them give.
      for (const first of [0, 150_000, 299_990]) {
        const few = points(at.values.slice(2 * first, 2 * first + 20), 2);
        const expected = await score(deep, few);
        // Kernels for few may round otherwise.
        expected.forEach((s, i) => expect(Math.abs(s - values[2 * first + i]!)).toBeLessThan(1e-5 * (1 + Math.abs(s))));
      }
    });

    test('gives results that are not finite as they are, and all others beside them', async () => {
      const wgsl = 'fn score(x: array<f32, 1>, sigma: f32) -> array<f32, 1> { return array<f32, 1>(1e38 * x[0]); }';
      const linear = modelOf(mlp({ dimension: 1, hidden: [] }));
      const steep = { ...linear, parameters: Float32Array.of(1e38, 0, 0) };
      const count = 60_000;
      // The first are too large, in the first part of the work; and one of the last.
      const values = Float32Array.from({ length: count }, (_, i) => (i < 3 || i === count - 5 ? 1000 : Math.sin(i)));
      for (const one of [customScore({ dimension: 1, wgsl, cpu: ([x]) => [1e38 * x!] }), steep]) {
        const found = await score(one, points(values));
        found.forEach((s, i) => {
          const right = values[i] === 1000 ? !Number.isFinite(s) : Math.abs(s / (1e38 * values[i]!) - 1) < 1e-6;
          if (!right) expect([i, s]).toEqual([i, 1e38 * values[i]!]);
        });
      }
    });
  });
}
