/** Numbers and names as sentences have them. */

/** A share, to two or three digits; 0 where it is less than a sample in 100,000. */
export function percent(share: number): string {
  return `${share < 1e-5 ? 0 : Number((100 * share).toPrecision(share >= 0.1 ? 3 : 2))} %`;
}

export const times = (factor: number): string => `${factor < 10 ? factor.toFixed(2) : factor.toPrecision(3)} times`;

/** To two digits. */
export const brief = (value: number): string => String(Number(value.toPrecision(2)));
