import { expect, onTestFinished, test, vi } from 'vitest';
import { twoMoons } from '../../../src/index.ts';
import { printed } from './printed.ts';

test('the example of likelihood finds what it says', async () => {
  vi.stubEnv('STEPS', '300');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const lines = await printed('examples/likelihood.ts');
  expect(lines).toHaveLength(3 + 3 + 5);
  const [network, target] = lines.slice(3, 5).map((line) => Number(/: (-?[\d.]+) nats/.exec(line)![1]));
  // No network finds draws more likely than the target does, but by chance, and a short training comes within a nat.
  expect(network! - target!).toBeGreaterThan(-0.1);
  expect(network! - target!).toBeLessThan(1);
  const [, least, far] = /ln p = (-?[\d.]+); .* has (-?[\d.]+)$/.exec(lines[5]!)!.map(Number);
  expect(far!).toBeLessThan(least!);
  const { values } = twoMoons().sample(9, { seed: 2 });
  const ends = `${lines[6]!}, ${lines.at(-1)!}`.split(', ').map(Number);
  ends.forEach((coordinate, i) => {
    // Two decimals, and there and back by a solver of fourth order.
    expect(Math.abs(coordinate - values[i < 2 ? i : 14 + i]!)).toBeLessThan(0.015);
  });
});
