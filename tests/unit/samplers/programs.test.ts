import { describe, expect, test } from 'vitest';
import { karras, noise } from '../../../src/noise.ts';
import {
  ancestral,
  annealedLangevin,
  constant,
  dpmSolver,
  dpmSolverSde,
  type End,
  euler,
  heun,
  predictorCorrector,
  repaint,
  reverseDiffusion,
} from '../../../src/samplers/index.ts';
import { type Method, programOf, totalOf, usesMemory, writesMemory } from '../../../src/samplers/program.ts';

/** Samplers that go down the ladder, with the evaluations of n steps, of which the last may go to σ = 0. */
const samplers: [string, (end: End) => Method, (steps: number, end: End) => number][] = [
  ['euler', (end) => euler({ end }), (n) => n],
  ['heun', (end) => heun({ end }), (n, end) => (end === 'zero' ? 2 * n - 1 : 2 * n)],
  ['heun with churn', (end) => heun({ end, churn: 40 }), (n, end) => (end === 'zero' ? 2 * n : n > 0 ? 2 * n + 1 : 0)],
  ['dpmSolver', (end) => dpmSolver({ end }), (n) => n],
  ['dpmSolverSde', (end) => dpmSolverSde({ end }), (n) => n],
  ['ancestral', (end) => ancestral({ end }), (n) => n],
  ['reverseDiffusion', (end) => reverseDiffusion({ end }), (n) => n],
  ['repaint', (end) => repaint({ end, resamplings: 5 }), (n, end) => Math.max(0, end === 'zero' ? 5 * n - 4 : 5 * n)],
  ['repaint, 1', (end) => repaint({ end, resamplings: 1 }), (n) => n],
  [
    'repaint by jumps of 3',
    (end) => repaint({ end, resamplings: 2, jump: 3 }),
    (n, end) => (end === 'zero' ? 2 * n - 1 : 2 * n),
  ],
  ['predictorCorrector', (end) => predictorCorrector({ end }), (n) => 2 * n],
  ['predictorCorrector, 3', (end) => predictorCorrector({ end, corrections: 3 }), (n) => 4 * n],
  ['predictorCorrector, 0', (end) => predictorCorrector({ end, corrections: 0 }), (n) => n],
];

describe.each(samplers)('%s', (_, make, evaluations) => {
  test.each([1, 2, 3, 18, 200])('is a program on %d levels', (levels) => {
    const ladder = karras({ from: levels === 1 ? 0.002 : 80, to: 0.002, levels });
    for (const end of ['zero', 'last'] as const) {
      const program = make(end)(ladder);
      expect(programOf('method', program)).toEqual(program);
      expect(program.start).toBe(ladder.levels[0]);
      expect(program.end).toBe(end === 'zero' ? 0 : 0.002);
      expect(totalOf(program)).toBe(evaluations(end === 'zero' ? levels : levels - 1, end));
      // Steps go by the level that they start at.
      for (let i = 1; i < program.stages.length; i++)
        expect([0, 1]).toContain(program.stages[i]!.level - program.stages[i - 1]!.level);
    }
  });

  test('writes the memory only where the next stage reads it, and reads none that was not written', () => {
    for (const levels of [1, 2, 3, 4, 18]) {
      for (const end of ['zero', 'last'] as const) {
        const { stages } = make(end)(karras({ from: levels === 1 ? 0.002 : 80, to: 0.002, levels }));
        stages.forEach((one, i) => {
          const following = stages[i + 1];
          expect(writesMemory(one)).toBe(following !== undefined && following.c !== 0);
        });
        expect(stages[0]?.c ?? 0).toBe(0);
      }
    }
  });

  test.each<[string, unknown]>([
    ['noise.levels', { levels: [] }],
    ['noise.levels', { levels: [1, 2] }],
    ['noise.levels[1]', { levels: [1, 0] }],
    ['noise.levels', undefined],
  ])('refuses %s', (argument, bad) => {
    expect(() => make('zero')(bad as Parameters<Method>[0])).toThrow(expect.objectContaining({ argument }));
  });

  test('refuses another end', () => {
    expect(() => make('first' as End)).toThrow(expect.objectContaining({ argument: 'method.end' }));
  });
});

test('programs of annealed Langevin dynamics are accepted', () => {
  const method = annealedLangevin({ perLevel: [3, 0], size: constant({ size: 0.1 }), denoise: true });
  const program = method(noise([2, 1]));
  expect(programOf('method', program)).toEqual(program);
  expect(usesMemory(program)).toBe(false);
  expect(() => method({ levels: [] })).toThrow(expect.objectContaining({ argument: 'noise.levels' }));
});

test('only Heun and DPM-Solver use the memory', () => {
  const ladder = karras({ from: 80, to: 0.002, levels: 18 });
  const using = samplers.filter(([, make]) => usesMemory(make('zero')(ladder))).map(([name]) => name);
  expect(using).toEqual(['heun', 'heun with churn', 'dpmSolver', 'dpmSolverSde']);
});

test.each<[string, () => Method]>([
  ['method.churn', () => heun({ churn: -1 })],
  ['method.churn', () => heun({ churn: Infinity })],
  ['method.churn', () => heun({ churn: Number.NaN })],
  ['method.churnFrom', () => heun({ churnFrom: -1 })],
  ['method.churnFrom', () => heun({ churnFrom: Infinity })],
  ['method.churnTo', () => heun({ churnFrom: 2, churnTo: 1 })],
  ['method.churnTo', () => heun({ churnTo: Number.NaN })],
  ['method.churnNoise', () => heun({ churnNoise: 0 })],
  ['method.churnNoise', () => heun({ churnNoise: Infinity })],
  ['method.resamplings', () => repaint({ resamplings: 0 })],
  ['method.resamplings', () => repaint({ resamplings: 1.5 })],
  ['method.jump', () => repaint({ jump: 0 })],
  ['method.step', () => repaint({ step: 'euler' as never })],
  ['method.corrections', () => predictorCorrector({ corrections: -1 })],
  ['method.corrections', () => predictorCorrector({ corrections: 1.5 })],
  ['method.snr', () => predictorCorrector({ snr: 0 })],
  ['method.snr', () => predictorCorrector({ snr: 1 })],
  ['method.snr', () => predictorCorrector({ snr: Number.NaN })],
])('refuses a bad %s', (argument, make) => {
  expect(make).toThrow(expect.objectContaining({ argument }));
});
