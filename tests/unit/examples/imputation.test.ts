import { expect, onTestFinished, test, vi } from 'vitest';
import { printed } from './printed.ts';

test('the example of imputation fills each gap, and what it was given stays', async () => {
  vi.stubEnv('STEPS', '200');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const lines = await printed('examples/imputation.ts');
  expect(lines).toHaveLength(4 + 3);
  const drawn = String.raw`(-?\d+\.\d\d) ± (\d+\.\d\d)`;
  const [first, second, third] = lines.slice(4);
  const found = new RegExp(`^time 1 s, height ${drawn} m, speed 12 m/s$`).exec(first!);
  expect(second).toMatch(new RegExp(`^time ${drawn} s, height 5 m, speed 12 m/s$`));
  expect(third).toMatch(new RegExp(`^time 0.5 s, height ${drawn} m, speed ${drawn} m/s$`));
  // 12 − 4.9 m. Heights of all balls have a deviation of 2.1 m, and a short training comes well below that.
  expect(Math.abs(Number(found![1]) - 7.1)).toBeLessThan(0.7);
});
