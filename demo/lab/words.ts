/** How numbers, counts and sentences are written. */

/** With a true minus, and commas between thousands. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en').replace('-', '−');

/** So many significant digits, never in powers of ten. */
export const significant = (value: number, digits = 3): string =>
  value.toLocaleString('en', { maximumSignificantDigits: digits, minimumSignificantDigits: digits }).replace('-', '−');

/** As short as it is exact: for labels of axes. */
export const tickWords = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: 6 }).replace('-', '−');

/** A noise level, on one line. */
export const sigmaWords = (sigma: number): string => `σ\u00a0=\u00a0${significant(sigma, 2)}`;

export const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;

/** `1 step`, `2 steps`. */
export const counted = (count: number, noun: string): string => `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;

/** As a sentence begins. */
export const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
