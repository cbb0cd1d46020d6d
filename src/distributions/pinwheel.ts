import type { Target } from './distribution.ts';
import { drawRows } from './draw.ts';

const arms = 5;
const rate = 0.25;

/**
 * Five arms of a wheel: normals N((1, 0), diag(0.3², 0.1²)) turned by 2πk/5 + 0.25·exp(x₁), the further out the further,
 * then doubled (Johnson et al. 2016; parameters of FFJORD, Grathwohl et al. 2019, lib/toy_data.py, "pinwheel").
 * No density in closed form is known.
 */
export function pinwheel(): Target {
  return {
    dimension: 2,
    sample: (count, options) =>
      drawRows(count, options, { dimension: 2, needs: { uniforms: 1, normals: 2 } }, (values, at, [u], [zr, zt]) => {
        const radial = 1 + 0.3 * zr!;
        const tangential = 0.1 * zt!;
        const angle = (2 * Math.PI * Math.floor(arms * u!)) / arms + rate * Math.exp(radial);
        values[at] = 2 * (radial * Math.cos(angle) + tangential * Math.sin(angle));
        values[at + 1] = 2 * (tangential * Math.cos(angle) - radial * Math.sin(angle));
      }),
  };
}
