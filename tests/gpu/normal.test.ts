import { expect, test } from 'vitest';
import { keyOf, normals, streams } from '../../src/random.ts';
import { runShader } from './device.ts';

const key = keyOf(0x1234_5678_9abc_def0n);

async function onDevice(quads: number): Promise<Float32Array> {
  const input = new Uint32Array(4 * quads).fill(0);
  const main = `output[i] = bitcast<vec4u>(normals(vec4u(i, 3u, 5u, ${streams.langevin}u), vec2u(${key[0]}u, ${key[1]}u)));`;
  return new Float32Array((await runShader(['random/philox', 'random/normal'], main, input)).buffer);
}

function onCpu(quads: number): Float64Array {
  const four = new Float64Array(4);
  const all = new Float64Array(4 * quads);
  for (let quad = 0; quad < quads; quad++) {
    normals(quad, 3, 5, streams.langevin, key, four);
    all.set(four, 4 * quad);
  }
  return all;
}

test('agrees with the float64 twin to float32 rounding', async () => {
  const quads = 50_000;
  const [device, cpu] = [await onDevice(quads), onCpu(quads)];
  let worst = 0;
  for (let i = 0; i < cpu.length; i++) worst = Math.max(worst, Math.abs(device[i]! - cpu[i]!));
  // |z| reaches 5.8, whose float32 spacing is 4.8e-7; logarithm, root and sine add an ulp or so each. Measured: 7e-7.
  expect(worst).toBeLessThan(2e-6);
});

test('a million of them have the moments and the distribution of a standard normal', async () => {
  const z = await onDevice(250_000);
  const n = z.length;
  const moment = (power: number) => z.reduce((sum, value) => sum + value ** power, 0) / n;
  // Five standard errors each: the variance of z^k is E z^2k − (E z^k)².
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  const { kolmogorovSmirnov } = await import('../../src/diagnostics/kolmogorov_smirnov.ts');
  const { normalCdf } = await import('../../src/distributions/normal_cdf.ts');
  // 99.9 % point of the Kolmogorov distribution: 1.95/√n.
  expect(kolmogorovSmirnov(z, normalCdf)).toBeLessThan(1.95 / Math.sqrt(n));
});

test('neighbouring numbers, dimensions and steps are uncorrelated', async () => {
  const z = await onDevice(100_000);
  for (const lag of [1, 2, 3, 4, 8, 64, 256]) {
    let sum = 0;
    for (let i = 0; i + lag < z.length; i++) sum += z[i]! * z[i + lag]!;
    // The product of two independent normals has variance 1.
    expect(Math.abs(sum / (z.length - lag))).toBeLessThan(5 / Math.sqrt(z.length - lag));
  }
});
