/** Any CSS colour, among them `var(--exact)` and the like, which follow the theme. */
export type Colour = string;

/** What things are drawn in; style.css gives the values for light and dark. */
export const colours = {
  exact: 'var(--exact)',
  learned: 'var(--learned)',
  bars: 'var(--bars)',
  data: 'var(--accent)',
  range: 'var(--range)',
  reference: 'var(--reference)',
  grid: 'var(--grid)',
  muted: 'var(--muted)',
  positive: 'var(--positive)',
  negative: 'var(--negative)',
} as const satisfies Record<string, Colour>;

/**
 * Colour of noise level `level` of `count`, from yellow (much noise) to violet (little). Lightness falls all the way, so
 * that the order reads without colour vision; the theme says between which bounds.
 */
export function levelColour(level: number, count: number): Colour {
  const t = count > 1 ? level / (count - 1) : 1;
  const lightness = `calc(var(--level-lightest) + ${t} * (var(--level-darkest) - var(--level-lightest)))`;
  return `oklch(${lightness} 0.14 ${95 + 205 * t})`;
}

let probe: HTMLElement | undefined;

/** The colour as a canvas understands it, for the present theme. */
export function resolve(colour: Colour): string {
  if (!probe) {
    probe = document.createElement('i');
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = colour;
  return getComputedStyle(probe).color;
}
