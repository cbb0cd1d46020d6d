import { expect, test } from 'vitest';
import { type Conditioning, feature, featureCount, type Output, scalesOf } from '../../src/conditioning.ts';
import { ArgumentError } from '../../src/errors.ts';
import { layersOf, mlp } from '../../src/network.ts';

test('the scales of EDM make the score of its denoiser', () => {
  const [sigmaData, x, net] = [0.7, 1.3, -0.4];
  for (const sigma of [0.01, 0.5, 3, 80]) {
    // Karras et al. 2022, table 1: D = c_skip·x + c_out·net(c_in·x), and the score is (D − x)/σ².
    const variance = sigma ** 2 + sigmaData ** 2;
    const denoised = (sigmaData ** 2 / variance) * x + ((sigma * sigmaData) / Math.sqrt(variance)) * net;
    const { input, output, skip } = scalesOf({ edm: sigmaData }, sigma);
    expect(input).toBeCloseTo(1 / Math.sqrt(variance), 14);
    // The difference D − x loses digits where σ is small, which is why the scales are written without it.
    expect((skip * x + output * net) / ((denoised - x) / sigma ** 2)).toBeCloseTo(1, 9);
  }
});

test('a network of zeros is, as EDM would have it, the score of normal data', () => {
  const { skip } = scalesOf({ edm: 2 }, 1.5);
  expect(skip).toBeCloseTo(-1 / (4 + 2.25), 14);
});

test('outputs over σ are divided by it, plain ones left alone', () => {
  expect(scalesOf('over-sigma', 0.5)).toEqual({ input: 1, output: 2, skip: 0 });
  expect(scalesOf('score', 0.5)).toEqual({ input: 1, output: 1, skip: 0 });
});

test('σ is told by itself, by its logarithm, or by waves of that', () => {
  expect(feature('sigma', 0, 0.3)).toBe(0.3);
  expect(feature('log-sigma', 0, Math.E)).toBe(1);
  const waves = Array.from({ length: featureCount({ fourier: 3 }) }, (_, i) => feature({ fourier: 3 }, i, Math.E));
  const frequencies = [0.5, Math.SQRT1_2, 1];
  frequencies.forEach((frequency, k) => {
    expect(waves[2 * k]).toBeCloseTo(Math.sin(frequency), 14);
    expect(waves[2 * k + 1]).toBeCloseTo(Math.cos(frequency), 14);
  });
  expect(layersOf(mlp({ dimension: 2, hidden: [5], conditioning: { fourier: 3 } }))[0]!.inputs).toBe(8);
});

test.each<[string, { conditioning?: Conditioning; output?: Output }]>([
  ['network.conditioning', { conditioning: 'none' as never }],
  ['network.conditioning.fourier', { conditioning: { fourier: 0 } }],
  ['network.conditioning.fourier', { conditioning: { fourier: 99 } }],
  ['network.output', { output: 'noise' as never }],
  ['network.output.edm', { output: { edm: -1 } }],
])('refuses a bad %s (%#)', (argument, bad) => {
  const make = () => mlp({ dimension: 1, hidden: [3], ...bad });
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(argument);
});
