/** How numbers are written in captions and tables. */

export const count = (value: number): string => value.toLocaleString('en');
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
/** Two significant digits, never in powers of ten. */
export const significant = (value: number): string =>
  value.toLocaleString('en', { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
