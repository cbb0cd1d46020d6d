import type { Target } from './distribution.ts';
import { drawLabelled } from './draw.ts';

/**
 * Two spirals of one and a half turns, each the other turned by π: ±(−r·cos r + u, r·sin r + v)/3 with r = 3π·√w and
 * u, v uniform in [0, ½], w in [0, 1], then noise of deviation 0.1 (FFJORD, Grathwohl et al. 2019, lib/toy_data.py,
 * "2spirals"). No density in closed form is known.
 */
export function twoSpirals(): Target {
  const labelled: Target['labelled'] = (count, options) =>
    drawLabelled(
      count,
      options,
      { dimension: 2, needs: { uniforms: 4, normals: 2 } },
      (values, at, uniforms, [zx, zy]) => {
        const [arm, w, u, v] = uniforms as unknown as [number, number, number, number];
        const sign = arm < 0.5 ? 1 : -1;
        const r = 3 * Math.PI * Math.sqrt(w);
        values[at] = (sign * (-r * Math.cos(r) + 0.5 * u)) / 3 + 0.1 * zx!;
        values[at + 1] = (sign * (r * Math.sin(r) + 0.5 * v)) / 3 + 0.1 * zy!;
        return arm < 0.5 ? 0 : 1;
      },
    );
  const sample: Target['sample'] = (count, options) => labelled(count, options).points;
  return { dimension: 2, classes: { name: 'arm', count: 2 }, labelled, sample };
}
