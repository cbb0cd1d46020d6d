import { describe, expect, test } from 'vitest';
import { noiseOf } from '../../../src/engine_in_worker/passable_score.ts';
import { combination } from '../../../src/fields/combination.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { guided } from '../../../src/fields/guided.ts';
import { checkedScore, fieldOf } from '../../../src/fields/index.ts';
import { measured } from '../../../src/fields/measured.ts';
import type { Score } from '../../../src/fields/score.ts';
import { initialParameters, type Model, mlp } from '../../../src/network.ts';
import { geometric } from '../../../src/noise.ts';
import { plane, refusal } from '../../engine_suite/fixtures.ts';

const network = mlp({ dimension: 2, hidden: [3] });
const model = (levels: number): Model => ({
  ...{ kind: 'network', network, parameters: initialParameters(network, 1) },
  noise: geometric({ from: 2, to: 1, levels }),
});
const own = customScore({ dimension: 2, cpu: (x) => x });

describe('the noise levels that a score was made for', () => {
  test.each<[string, Score]>([
    ['a model', model(3)],
    ['a mixture', plane],
    ['a function', own],
    [
      'a sum',
      combination([
        { score: plane, weight: 1 },
        { score: model(3), weight: 1 },
        { score: model(4), weight: 1 },
      ]),
    ],
    [
      'a sum of sums',
      guided({ conditional: combination([{ score: model(5), weight: 1 }]), unconditional: model(4), weight: 2 }),
    ],
    ['a measured score', measured(model(3), { matrix: [[1, 0]], values: [1], deviation: 1 })],
    ['a sum of none', combination([{ score: own, weight: 1 }])],
  ])('are those that its field describes: %s', (_, score) => {
    expect(noiseOf('score', score)).toEqual(fieldOf(score).describe(checkedScore('score', score), fieldOf).noise);
  });

  test.each<[string, unknown]>([
    ['score', undefined],
    ['score', { kind: 'toString' }],
    ['score.noise.levels', { ...model(3), noise: undefined }],
    ['score.noise.levels', { ...model(3), noise: { levels: [1, 2] } }],
    ['score.parts[1].score', { kind: 'combination', parts: [{ score: plane, weight: 1 }, null] }],
    ['score.parts[0].score.noise.levels', combination([{ score: { ...model(3), noise: { levels: [] } }, weight: 1 }])],
  ])('are refused by name: %s (%#)', (argument, score) => {
    expect(() => noiseOf('score', score as Score)).toThrow(expect.toSatisfy(refusal(argument)));
  });

  test('are none of a sum that holds itself, which the engine refuses', () => {
    const parts: { score: Score; weight: number }[] = [];
    const cycle: Score = { kind: 'combination', parts };
    parts.push({ score: cycle, weight: 1 });
    expect(noiseOf('score', cycle)).toBeUndefined();
  });
});
