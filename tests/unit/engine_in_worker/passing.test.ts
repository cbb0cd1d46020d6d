import { describe, expect, test } from 'vitest';
import { buffersOf, packed } from '../../../src/engine_in_worker/passing.ts';
import { combination } from '../../../src/fields/combination.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { plane, refusal } from '../../engine_suite/fixtures.ts';

const refused = (given: unknown, argument = ''): unknown => {
  try {
    packed(argument, given);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what goes to a worker', () => {
  test('is a copy, whose arrays hold no more than they show', () => {
    const large = new Float32Array(1000).fill(3);
    const given = { values: large.subarray(10, 14), shape: [2, 2], seed: 3n, left: undefined, of: new Map([['a', 1]]) };
    const { value, transfer } = packed('', given);
    expect(value).toEqual(given);
    expect(value.values.buffer.byteLength).toBe(16);
    expect(transfer).toEqual([value.values.buffer]);
    structuredClone(value, { transfer });
    expect(large[12]).toBe(3);
  });

  test('shows what is shared as often as it was, and holds itself where it did', () => {
    const list: unknown[] = [Float32Array.of(1)];
    list.push(list[0], list);
    const { value, transfer } = packed('', list);
    expect(value[1]).toBe(value[0]);
    expect(value[2]).toBe(value);
    expect(transfer).toHaveLength(1);
  });

  test('may be watched by a framework, and may share its memory with other threads', () => {
    const watched: { noise: { levels: number[] } } = new Proxy({ noise: new Proxy({ levels: [2, 1] }, {}) }, {});
    expect(() => structuredClone(watched)).toThrow();
    expect(packed('', watched).value).toEqual({ noise: { levels: [2, 1] } });
    const shared = new Float32Array(new SharedArrayBuffer(8));
    const copy = packed('', { shared }).value.shared;
    shared.fill(1);
    expect([...copy]).toEqual([0, 0]);
  });

  test('is of a mixture its components, wherever that is', () => {
    const sum = combination([{ score: combination([{ score: plane, weight: 2 }]), weight: 1 }]);
    const { kind, weights, means, deviations } = plane;
    const inside = { kind: 'combination', parts: [{ score: { kind, weights, means, deviations }, weight: 2 }] };
    expect(packed('', sum).value).toEqual({ kind: 'combination', parts: [{ score: inside, weight: 1 }] });
  });

  test('is refused by name where it is no plain data', () => {
    const gone = Float32Array.of(1);
    structuredClone(gone, { transfer: [gone.buffer] });
    for (const [argument, given] of [
      ['data', { data: () => 1 }],
      ['optimizer.learningRate', { optimizer: { learningRate: Symbol('rate') } }],
      ['noise.levels[1]', { noise: { levels: [2, () => 1] } }],
      ['data.values', { data: { values: gone } }],
      ['device', { device: new WeakMap() }],
      ['options', () => {}],
    ] as const)
      expect(refused(given), argument).toSatisfy(refusal(argument));
    expect(refused([Symbol('x')], 'grid')).toSatisfy(refusal('grid[0]'));
  });

  test('is no function of the user, and the refusal says what to do', () => {
    const both = customScore({
      dimension: 1,
      wgsl: 'fn score(x: array<f32, 1>, sigma: f32) -> array<f32, 1> { return x; }',
      cpu: (x) => x,
    });
    expect(refused({ score: both })).toSatisfy(refusal('score.cpu'));
    expect(refused({ score: combination([{ score: both, weight: 1 }]) })).toSatisfy(
      refusal('score.parts[0].score.cpu'),
    );
    expect(String(refused({ score: both }))).toMatch(/Give customScore its wgsl alone/);
    const { dimension, kind, wgsl } = both;
    const alone = customScore({ dimension, wgsl: wgsl! });
    expect(packed('', alone).value).toEqual({ dimension, kind, wgsl });
  });
});

test('what comes back gives away the buffers that are its own', () => {
  const whole = Float32Array.of(1, 2);
  const shared = new Float32Array(new SharedArrayBuffer(4));
  const found = buffersOf({
    whole,
    again: [whole],
    part: new Float32Array(10).subarray(2),
    shared,
    none: null,
    text: 'x',
  });
  expect(found).toEqual([whole.buffer]);
});
