import type { Target } from './distribution.ts';
import { drawLabelled } from './draw.ts';

const arms = 5;
const rate = 0.25;

/**
 * Five arms of a wheel: normals N((1, 0), diag(0.3², 0.1²)) turned by 2πk/5 + 0.25·exp(x₁), the further out the further,
 * then doubled (Johnson et al. 2016; parameters of FFJORD, Grathwohl et al. 2019, lib/toy_data.py, "pinwheel").
 * No density in closed form is known.
 */
export function pinwheel(): Target {
  const labelled: Target['labelled'] = (count, options) =>
    drawLabelled(count, options, { dimension: 2, needs: { uniforms: 1, normals: 2 } }, (values, at, [u], [zr, zt]) => {
      const radial = 1 + 0.3 * zr!;
      const tangential = 0.1 * zt!;
      const arm = Math.floor(arms * u!);
      const angle = (2 * Math.PI * arm) / arms + rate * Math.exp(radial);
      values[at] = 2 * (radial * Math.cos(angle) + tangential * Math.sin(angle));
      values[at + 1] = 2 * (tangential * Math.cos(angle) - radial * Math.sin(angle));
      return arm;
    });
  const sample: Target['sample'] = (count, options) => labelled(count, options).points;
  return { dimension: 2, classes: { name: 'arm', count: arms }, labelled, sample };
}
