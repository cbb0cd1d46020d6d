import { expect, test } from 'vitest';
import { inWords } from '../../../demo/lab/worker/in_words.ts';
import { TrainingDivergedError } from '../../../src/index.ts';

test('an error names the control of the page, not the argument of the library', () => {
  const said = inWords(new TrainingDivergedError(7));
  expect(said).toContain('at step 7;');
  expect(said).toContain('Lower Rate, or scale the data');
  expect(said).not.toContain('optimizer');
});

test('anything that is thrown has words', () => {
  expect(inWords('a text')).toBe('a text');
});
