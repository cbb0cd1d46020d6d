import { expect, test } from 'vitest';
import { pinwheel } from '../../src/distributions/pinwheel.ts';

const count = 2 ** 16;
const { values } = pinwheel().sample(count, { seed: 5 });
const at = (i: number) => [values[2 * i]!, values[2 * i + 1]!] as const;

test('its radii are those of the normals before they are turned', () => {
  let square = 0;
  for (let i = 0; i < count; i++) square += (at(i)[0] ** 2 + at(i)[1] ** 2) / 4 / count;
  // E = 1 + 0.3² + 0.1²; the variance of the first square is 4·0.09 + 2·0.09², of the second 2·0.1⁴. Four standard errors.
  expect(Math.abs(square - 1.1)).toBeLessThan(4 * Math.sqrt((0.36 + 0.0162 + 0.0002) / count));
});

test('its arms are equally many, a fifth of a turn apart, and thin', () => {
  const arms = new Float64Array(5);
  let resultant = 0;
  for (let i = 0; i < count; i++) {
    const [x, y] = at(i);
    const radius = Math.hypot(x, y) / 2;
    // Turned back by 0.25·exp(radius), the radius standing for the radial coordinate, an arm lies along its own direction.
    const fifths = ((-Math.atan2(y, x) - 0.25 * Math.exp(radius)) / (2 * Math.PI)) * 5;
    const nearest = Math.round(fifths);
    arms[((nearest % 5) + 5) % 5]!++;
    resultant += Math.cos(2 * Math.PI * (fifths - nearest)) / count;
  }
  // The 99.99 % point of χ² with 4 degrees of freedom is 23.5; a draw near the middle may be taken for the next arm's,
  // in either direction alike.
  const chiSquare = arms.reduce((sum, n) => sum + (n - count / 5) ** 2 / (count / 5), 0);
  expect(chiSquare).toBeLessThan(23.5);
  // An angle of deviation 0.1/radius, five times over: E cos = exp(−0.5²/2) = 0.88 at radius 1.
  expect(resultant).toBeGreaterThan(0.75);
});
