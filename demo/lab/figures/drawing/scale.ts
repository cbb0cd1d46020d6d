/** Takes values to places along an axis, and back. */
export interface Scale {
  /** Place of a value, in CSS pixels; not bounded by the ends of the axis. */
  at(value: number): number;
  /** The value at a place. */
  invert(place: number): number;
  /** Values that bear a label: about so many, round in this scale. */
  ticks(about: number): number[];
  /** From which value to which. */
  readonly domain: readonly [number, number];
  /** Between which places, the first that of the first value. */
  readonly range: readonly [number, number];
}

/** @param domain two values, of which the first may be the larger */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [from, to] = domain;
  const [start, end] = range;
  const per = (end - start) / (to - from || 1);
  return {
    ...{ domain, range },
    at: (value) => start + (value - from) * per,
    invert: (place) => from + (place - start) / per,
    ticks: (about) => roundValues(Math.min(from, to), Math.max(from, to), about),
  };
}

/** @param domain two values above 0, of which the first may be the larger */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const inner = linearScale([Math.log(domain[0]), Math.log(domain[1])], range);
  return {
    ...{ domain, range },
    at: (value) => inner.at(Math.log(value)),
    invert: (place) => Math.exp(inner.invert(place)),
    ticks: (about) => roundPowers(Math.min(...domain), Math.max(...domain), about),
  };
}

/** Multiples of 1, 2 or 5 times a power of ten from `least` to `most`, about so many. */
export function roundValues(least: number, most: number, about: number): number[] {
  if (!(most > least) || about < 1) return [];
  const step = roundStep((most - least) / about);
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  // By division where the step is below 1, so that 0.3 is 0.3.
  const inverse = Math.round(1 / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / inverse : (first + i) * step));
}

/** The number of 1, 2, 5, 10 … that is nearest by ratio. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const part = size / power;
  return power * (part < Math.SQRT2 ? 1 : part < Math.sqrt(10) ? 2 : part < Math.sqrt(50) ? 5 : 10);
}

/** Powers of ten, with 2 and 5 times them where there is room, or fewer powers where there is none. */
function roundPowers(least: number, most: number, about: number): number[] {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const among = (parts: readonly number[], every: number): number[] => {
    const found: number[] = [];
    for (let power = first; power <= last; power++) {
      if (power % every !== 0) continue;
      for (const part of parts) {
        // Negative powers by division, so that they are as they are written.
        const value = power < 0 ? part / 10 ** -power : part * 10 ** power;
        if (value >= least * (1 - 1e-9) && value <= most * (1 + 1e-9)) found.push(value);
      }
    }
    return found;
  };
  const choices = [among([1, 2, 5], 1), among([1, 3], 1), among([1], 1), among([1], 2), among([1], 3)];
  const found = choices.find((ticks) => ticks.length <= about + 1) ?? choices.at(-1)!;
  // Less than a decade may hold none or one of them.
  return found.length >= 2 ? found : roundValues(least, most, about);
}
