import { describe, expect, test } from 'vitest';
import { inOptions, optionsAlone } from '../../src/cli/options/words.ts';
import { lossOfSilence } from '../../src/cli/silent_loss.ts';
import { optionWith, quoted } from '../../src/cli/terminal/shell.ts';
import { ArgumentError, SamplingDivergedError, standardiseTheData } from '../../src/errors.ts';

describe('messages name the option', () => {
  test.each([
    ['optimizer.learningRate', '--learning-rate'],
    ['optimizer.learningRate.rate', '--learning-rate'],
    ['optimizer.learningRate.steps', '--steps'],
    ['network.hidden[1]', '--hidden'],
    ['noise.levels[3]', '--sigmas'],
    ['noisePerRow.logNormal.mean', '--noise-per-row'],
    ['averaging.decay', '--ema'],
    ['batch', '--batch'],
    ['data.values', '--data'],
    ['network.dimension', '--data'],
  ])('%s is %s', (argument, option) => {
    expect(inOptions(new ArgumentError(argument, 0, 'above 0'))).toBe(`${option}: got 0, but it must be above 0.`);
  });

  test('and leave alone what is none', () => {
    expect(inOptions(new ArgumentError('points.values[3]', 0, 'above 0'))).toMatch(/^points\.values\[3\]: /);
    expect(inOptions(new ArgumentError('batches', 0, 'above 0'))).toMatch(/^batches: /);
    expect(inOptions(new Error('batch: plain'))).toBe('batch: plain');
  });

  test('and speak of no argument of the library in what to do', () => {
    const tooLarge = new ArgumentError('data.values[0]', 1e30, 'at most 1e18', standardiseTheData);
    expect(optionsAlone(inOptions(tooLarge))).toMatch(/^--data: .* Standardise the data: --standardise columns\.$/);
    const diverged = inOptions(new SamplingDivergedError(0, 1, { sigma: 1, b: 2, d: 2 }));
    expect(diverged).toContain('--epsilon');
    expect(diverged).toContain('the run ends without a result');
    expect(inOptions(new SamplingDivergedError(0, 1, { sigma: 1, b: 2, d: 0 }))).toContain('--levels');
  });
});

test.each([
  ["Leave rows out: --missing drop, or missing: 'drop'.", 'Leave rows out: --missing drop.'],
  ['Say which: --header yes or no, or header: true or false.', 'Say which: --header yes or no.'],
  ['Leave it out: --columns -station, or columns: ["-station"].', 'Leave it out: --columns -station.'],
  ['Raise the limit: --max-bytes, or limit.', 'Raise the limit: --max-bytes.'],
  ["--standardise robust, or standardise: 'robust', keeps", '--standardise robust, keeps'],
  ['take --model, or --exact', 'take --model, or --exact'],
])('of an option and an argument the option is printed: %s', (text, alone) => {
  expect(optionsAlone(text)).toBe(alone);
});

test('words are quoted for a shell where they have to be', () => {
  expect(['a/b-c_1.npy', 'x=1,2', 'two words', "it's", '$HOME', '', 'a\nb'].map(quoted)).toEqual([
    ...['a/b-c_1.npy', 'x=1,2', "'two words'", `'it'\\''s'`, "'$HOME'", "''", "'a\nb'"],
  ]);
  expect(optionWith('--model', 'a b')).toBe("--model 'a b'");
  expect(optionWith('--model', '-a b')).toBe("'--model=-a b'");
});

test('a network that says nothing has a loss of ½·d·E σ^(p−2)', () => {
  const noise = { levels: [4, 1, 0.5] };
  const usual = { weighting: 2, noisePerRow: 'log-uniform' } as const;
  expect(lossOfSilence(3, noise, usual)).toBe(1.5);
  // At the level where it is most.
  expect(lossOfSilence(3, noise, { ...usual, weighting: 0 })).toBe(1.5 / 0.25);
  expect(lossOfSilence(3, noise, { ...usual, weighting: 4 })).toBe(1.5 * 16);
  // E σ² = exp(2m + 2s²) of ln σ normal.
  const logNormal = { logNormal: { mean: -1, deviation: 0.5 } };
  expect(lossOfSilence(3, noise, { weighting: 4, noisePerRow: logNormal })).toBeCloseTo(1.5 * Math.exp(-1.5), 12);
});
