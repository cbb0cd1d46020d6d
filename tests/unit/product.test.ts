import { expect, test } from 'vitest';
import { planes, stride } from '../../src/engines/cpu/block.ts';
import { networkGradient } from '../../src/engines/cpu/network_gradient.ts';
import { product } from '../../src/engines/cpu/product.ts';
import { initialParameters, mlp, parameterCount } from '../../src/network.ts';

const rows = 4;

test.each([1, 1024, 1025, 70_000])('a product of %i terms is the plain sum, whatever was computed before', (terms) => {
  for (const results of [2, 3]) {
    const input = planes(terms);
    const parameters = Float64Array.from({ length: terms * results }, (_, k) => Math.sin(k));
    for (let i = 0; i < terms; i++) {
      for (let r = 0; r < rows; r++) input[i * stride + r] = Math.cos(i + 7 * r);
    }
    const out = planes(results);
    product(out, input, parameters, { offset: 0, terms, termStep: results, results, resultStep: 1 }, rows);
    for (let j = 0; j < results; j++) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let i = 0; i < terms; i++) sum += parameters[i * results + j]! * input[i * stride + r]!;
        // The same terms in the same order.
        expect(out[j * stride + r]).toBe(sum);
      }
    }
  }
});

test('the gradient of a network with as many inputs as there can be is finite', () => {
  const network = mlp({ dimension: 65_535, hidden: [2], conditioning: { fourier: 8 } });
  const block = networkGradient(network, 2);
  block.sigmas.fill(0.5);
  block.points.fill(0.1);
  block.epsilon.fill(1);
  const gradient = new Float64Array(parameterCount(network));
  const loss = block.evaluate(Float64Array.from(initialParameters(network, 1)), rows, 1, gradient);
  expect(Number.isFinite(loss)).toBe(true);
  expect(gradient.findIndex((value) => !Number.isFinite(value))).toBe(-1);
});
