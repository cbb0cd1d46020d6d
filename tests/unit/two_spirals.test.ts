import { expect, test } from 'vitest';
import { twoSpirals } from '../../src/distributions/two_spirals.ts';

const count = 2 ** 16;
const { values } = twoSpirals().sample(count, { seed: 6 });

test('has the mean square of its generator', () => {
  let square = 0;
  for (const value of values) square += value ** 2 / count;
  // E r² = 9π²/2; u and v have mean ¼ and mean square 1/12; E r(sin r − cos r) by quadrature over r = 3π√w.
  let cross = 0;
  for (let i = 0; i < 1e5; i++) {
    const r = 3 * Math.PI * Math.sqrt((i + 0.5) / 1e5);
    cross += (r * (Math.sin(r) - Math.cos(r))) / 1e5;
  }
  const exact = ((9 * Math.PI ** 2) / 2 + 2 * 0.25 * cross + 2 / 12) / 9 + 2 * 0.1 ** 2;
  // r² is uniform in [0, 9π²], so its deviation is 9π²/√12, over 9 here; the rest adds less than half. Four standard errors.
  expect(Math.abs(square - exact)).toBeLessThan((4 * 1.5 * Math.PI ** 2) / Math.sqrt(12 * count));
});

test('each arm is the other turned by π, and both lie on their curve', () => {
  const means = [0, 0];
  let far = 0;
  for (let i = 0; i < count; i++) {
    const [x, y] = [values[2 * i]!, values[2 * i + 1]!];
    means[0]! += x / count;
    means[1]! += y / count;
    let nearest = Infinity;
    for (let r = 0; r < 3 * Math.PI; r += 0.05) {
      for (const sign of [-1, 1]) {
        // The middle of the uniform square.
        const cx = (sign * (-r * Math.cos(r) + 0.25)) / 3;
        const cy = (sign * (r * Math.sin(r) + 0.25)) / 3;
        nearest = Math.min(nearest, Math.hypot(x - cx, y - cy));
      }
      if (i % 64 !== 0) break;
    }
    // The square reaches 0.118 from its middle, the noise of 0.1 four deviations further once in 3000.
    if (i % 64 === 0 && nearest > 0.118 + 0.4) far++;
  }
  expect(far).toBeLessThan(5);
  // Coordinates have a deviation of at most 2.3: four standard errors.
  for (const mean of means) expect(Math.abs(mean)).toBeLessThan((4 * 2.3) / Math.sqrt(count));
});
