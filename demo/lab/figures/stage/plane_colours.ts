import { opaque, overlaid, type Rgb, ramp } from '../drawing/colour_map.ts';
import type { Theme } from '../drawing/sheet.ts';

/** What decides about colours that lie on the page. */
export type Ground = Pick<Theme, 'dark' | 'surface'>;

/** Behind everything: quiet, so that particles stand out. */
const quiet = { light: ['#e3eaf3', '#bccbe0'], dark: ['#182338', '#1f3a63'] };
const errors = { light: ['#fbe3cf', '#f2b482', '#d9772f'], dark: ['#3b2418', '#7a4320', '#c06a26'] };
/** Of few particles to many. */
const many = { light: ['#6f8ed6', '#3a3f9c', '#1d1047'], dark: ['#5f6a8c', '#c9b183', '#f9e5ad', '#fffbee'] };

const of = (stops: { light: string[]; dark: string[] }, { dark, surface }: Ground): ((t: number) => Rgb) =>
  ramp([surface, ...(dark ? stops.dark : stops.light)]);

/** Colours of the surface from nothing to much, four bytes each. */
export function surfaceColours(ground: Ground, kind: 'quiet' | 'errors'): Uint8Array<ArrayBuffer> {
  return opaque(of(kind === 'errors' ? errors : quiet, ground));
}

/** Colours of the density of particles, from transparent to that of many, four bytes each. */
export function particleColours(ground: Ground): Uint8Array<ArrayBuffer> {
  return overlaid(of(many, ground));
}
