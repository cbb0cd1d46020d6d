import { expect, test } from 'vitest';
import { asNumberedBy, withConditionOf } from '../../src/cli/condition.ts';
import { UsageError } from '../../src/cli/exit.ts';
import { parseEvaluateArguments } from '../../src/cli/options/evaluate.ts';
import { parseSampleArguments } from '../../src/cli/options/sample.ts';
import { parseTrainArguments } from '../../src/cli/options/train.ts';
import { inContext } from '../../src/cli/where.ts';
import type { ContextColumns } from '../../src/contexts/context_columns.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';

const noise = geometric({ from: 2, to: 0.5, levels: 3 });

function model(context: Parameters<typeof mlp>[0]['context'], more: Partial<Model> = {}): Model {
  const network = mlp({ dimension: 1, hidden: [4], ...(context !== undefined && { context }) });
  return { kind: 'network', network, noise, parameters: initialParameters(network, 1), ...more };
}

const known = (contextColumns: ContextColumns): Partial<Model> => ({ contextColumns });
const kinds = model({ classes: 3 }, known({ names: ['kind'], labels: ['a', 'b', 'c'] }));
const digits = model({ classes: 3 }, known({ names: ['label'], labels: ['1', '2', '10'] }));
const pair = model({ values: 2 }, known({ names: ['a', 'b=c'] }));
const plain = model(undefined);

const train = (...args: string[]) => parseTrainArguments(['--out', 'm.safetensors', ...args])!;
const conditionIn = (...args: string[]) => train('--data', 't.csv', ...args).source.condition;

test('--condition names columns, and says as what', () => {
  expect(conditionIn('--condition', 'label')).toEqual({ columns: ['label'] });
  expect(conditionIn('--condition', 'label:class')).toEqual({ columns: ['label'], as: 'classes' });
  expect(conditionIn('--condition', 'a,"b,c":value')).toEqual({ columns: ['a', 'b,c'], as: 'values' });
  // A column may have such a name.
  expect(conditionIn('--condition', '"a:class"')).toEqual({ columns: ['a:class'] });
  expect(conditionIn('--condition-file', 'labels.idx:class')).toEqual({ file: 'labels.idx', as: 'classes' });
  expect(train('--target', 'digits_8', '--condition', 'label').source).toMatchObject({
    condition: { columns: ['label'], as: 'classes' },
  });
});

test.each([
  [['--data', 't.csv', '--condition', ''], '--condition: got ""'],
  [['--data', 't.csv', '--condition', 'a,,b'], '--condition: got "a,,b"'],
  [['--data', 't.csv', '--condition', 'a', '--condition-file', 'b'], 'both --condition and --condition-file'],
  [['--data', 't.csv', '--condition-file', ':class'], '--condition-file'],
  [['--data', 't.csv', '--condition-dropout', '0.1'], '--condition-dropout: only with --condition'],
  [['--data', 't.csv', '--condition', 'a', '--condition-dropout', '1'], '--condition-dropout: got "1"'],
  [['--target', 'swiss_roll', '--condition', 'label'], 'of one class'],
  [['--target', 'rings', '--condition', 'label'], 'it must be curve, of which rings has 4 classes'],
  [['--target', 'rings', '--condition', 'curve:value'], 'it must be curve'],
  [['--target', 'rings', '--condition-file', 'x.npy'], '--condition-file: only for --data'],
])('train %j is refused', (args, message) => {
  expect(() => train(...args)).toThrow(UsageError);
  expect(() => train(...args)).toThrow(message);
});

test('contexts are asked of models alone', () => {
  const sample = (...args: string[]) => parseSampleArguments(['--out', 's.csv', ...args])!.context;
  expect(sample('--model', 'm', '--where', 'a=1,"b=2,3"', '--guidance', '2')).toEqual({
    where: ['a=1', 'b=2,3'],
    guidance: 2,
  });
  expect(() => sample('--target', 'rings', '--where', 'curve=1')).toThrow('--where: only for --model');
  expect(() => sample('--model', 'm', '--where', '')).toThrow('--where: got ""');
  expect(() => sample('--model', 'm', '--guidance', '-1')).toThrow('--guidance');
  const exact = ['--exact', '--target', 'rings', '--guidance', '2'];
  expect(() => parseEvaluateArguments(exact)).toThrow('--guidance: only for --model');
});

const where = (given: Model, ...cells: string[]) => inContext(given, { where: cells, guidance: undefined }, 'm');

test('--where finds a class by its label or its number, and values by the names of their columns', () => {
  expect(where(kinds, 'kind=b').score).toMatchObject({ context: 1 });
  expect(where(kinds, 'b').score).toMatchObject({ context: 1 });
  expect(where(kinds, 'kind=2').score).toMatchObject({ context: 2 });
  // Where labels are numbers, they are meant.
  expect(where(digits, 'label=2').score).toMatchObject({ context: 1 });
  expect(where(digits, '10.0').score).toMatchObject({ context: 2 });
  expect(where(pair, 'b=c=2', 'a=1.5').score).toMatchObject({ context: [1.5, 2] });
  expect(where(pair, 'b=c=2', 'a=1.5').summary).toEqual({ where: { a: 1.5, 'b=c': 2 }, guidance: 1 });
  expect(where(model({ classes: 2 }), 'class=1').score).toMatchObject({ context: 1 });
});

test.each<[Model, string[], string]>([
  [kinds, ['kind=d'], '--where kind: got "d", but it must be one of "a", "b", "c"'],
  [kinds, ['kind=3'], '--where kind: got "3"'],
  [digits, ['0'], '--where label: got "0", but it must be one of "1", "2", "10"'],
  [kinds, ['colour=red'], 'conditioned on "kind"'],
  [pair, ['a=1'], 'no value of "b=c"'],
  [pair, ['a=1', 'a=2'], '"a" is given twice'],
  [pair, ['a=1', 'b=c=x'], '--where b=c: got "x"'],
  [pair, ['1', '2'], 'got "1"'],
  [pair, ['*'], 'got "*"'],
  [plain, ['kind=a'], '--where: the network in m is conditioned on nothing'],
])('--where %# that does not fit is refused', (given, cells, message) => {
  expect(() => where(given, ...cells)).toThrow(UsageError);
  expect(() => where(given, ...cells)).toThrow(message);
});

test('each class in turn is the same wherever the particles begin', () => {
  const { scoreOf, classes } = where(kinds, 'kind=*');
  expect(classes).toEqual({ name: 'kind', labels: ['a', 'b', 'c'] });
  expect(scoreOf!(0, 4)).toMatchObject({ context: Uint32Array.of(0, 1, 2, 0) });
  expect(scoreOf!(4, 2)).toMatchObject({ context: Uint32Array.of(1, 2) });
  expect(() => scoreOf!(0, 2 ** 28 + 1)).toThrow(/--where kind=\*: at most .* in parts/);
});

test('guidance adds the score without a context, which a network must have learned', () => {
  const guided = inContext(kinds, { where: ['a'], guidance: 3 }, 'm');
  expect(guided.score).toMatchObject({
    parts: [
      { weight: 3, score: { context: 0 } },
      { weight: -2, score: { context: null } },
    ],
  });
  expect(guided.summary).toEqual({ where: { kind: 'a' }, guidance: 3 });
  expect(guided.words).toEqual(['a', 'guidance 3']);
  const always = { ...kinds, contextDropout: 0 };
  expect(() => inContext(always, { where: ['a'], guidance: 3 }, 'm')).toThrow(/--guidance: .* never trained without/);
  expect(() => inContext(always, { where: undefined, guidance: undefined }, 'm')).toThrow(/--where is missing/);
  expect(() => inContext(kinds, { where: undefined, guidance: 3 }, 'm')).toThrow(/--guidance: only with --where/);
  expect(() => inContext(plain, { where: undefined, guidance: 3 }, 'm')).toThrow(/--guidance: .* on nothing/);
  const without = inContext(kinds, { where: undefined, guidance: undefined }, 'm');
  expect(without.score).toMatchObject({ context: null });
  expect(without.notes[0]).toMatch(/without a context/);
});

test('data are read with the condition of a model, and their classes numbered as there', () => {
  expect(withConditionOf({ file: 't.csv' }, kinds, 'm')).toEqual({
    file: 't.csv',
    condition: { columns: ['kind'], as: 'classes' },
  });
  expect(withConditionOf({ file: 't.csv', condition: { columns: ['c', 'd'] } }, pair, 'm')).toEqual({
    file: 't.csv',
    condition: { columns: ['c', 'd'], as: 'values' },
  });
  expect(withConditionOf({ file: 't.csv' }, plain, 'm')).toEqual({ file: 't.csv' });
  expect(() => withConditionOf({ file: 't.csv', condition: { columns: ['c'] } }, plain, 'm')).toThrow(/on nothing/);
  const found = { kind: 'classes', name: 'kind', labels: ['b', 'c'], classes: Uint32Array.of(1, 0) } as const;
  expect(asNumberedBy(found, kinds, 'm')).toMatchObject({ classes: Uint32Array.of(2, 1), labels: ['a', 'b', 'c'] });
  expect(() => asNumberedBy({ ...found, labels: ['b', 'x'] }, kinds, 'm')).toThrow(/the class "x" is unknown to m/);
});
