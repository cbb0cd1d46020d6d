/** Scales that stay as they are while a network is trained, or nearly. */
export interface Scales {
  density(values: Float32Array, sigma: number): number;
  error(values: Float32Array): number;
}

/** Part of the way to the highest density that the scale goes with each report at one noise level. */
const pace = 0.2;

export function createScales(): Scales {
  let density: { readonly most: number; readonly sigma: number } | undefined;
  let error = 0;
  return {
    density(values, sigma) {
      const highest = highestOf(values);
      const before = density?.sigma === sigma ? density.most : highest;
      density = { most: before + pace * (highest - before), sigma };
      return density.most;
    },
    error(values) {
      // A few cells far from all data are wrong by much more than the rest.
      const high = Float32Array.from(values).sort()[Math.floor(0.98 * values.length)]!;
      if (high > error || high < error / 4) error = roundUp(high);
      return error;
    },
  };
}

/** The least number of 1, 2 or 5 times a power of ten that is no smaller; 1 for what is not above 0. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  // What is larger by the rounding of float32 alone is not larger.
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - 1e-6))!;
}

function highestOf(values: Float32Array): number {
  let highest = 0;
  for (const value of values) if (value > highest) highest = value;
  return highest || 1;
}
