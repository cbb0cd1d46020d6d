import { expect, test } from 'vitest';
import { activations, engineKinds, maximumWidth } from '../../../demo/lab/settings/properties.ts';
import * as library from '../../../src/index.ts';

test('what the page says of the library without having it is true', () => {
  expect(activations).toEqual(library.activations);
  expect(engineKinds).toEqual(library.engineKinds);
  expect(maximumWidth).toBe(library.maximumWidth);
});
