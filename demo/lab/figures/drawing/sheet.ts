import type { Pen } from './pen.ts';

/** What a figure is drawn on: a canvas of the page, or of a file. */
export interface Sheet {
  readonly context: Pen;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/** The colours of the page as a canvas takes them. */
export interface Theme {
  readonly dark: boolean;
  readonly surface: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly accent: string;
  readonly exact: string;
  readonly learned: string;
  readonly bars: string;
  readonly reference: string;
  readonly range: string;
  readonly font: string;
}

const colours = [
  ...['surface', 'raised', 'ink', 'muted', 'grid', 'accent', 'exact', 'learned', 'bars', 'reference', 'range'],
] as const;

export const darkMedia = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const found = Object.fromEntries(colours.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return {
    ...(found as Record<(typeof colours)[number], string>),
    dark: darkMedia().matches,
    font: style.fontFamily,
  } as Theme;
}
