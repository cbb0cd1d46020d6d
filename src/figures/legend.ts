import type { Style } from './plot.ts';
import { type Colour, levelColour } from './theme.ts';

/** What a legend shows of a layer, or of one layer for each noise level. */
export interface LegendEntry {
  readonly label: string;
  readonly style: Style | { readonly levels: number };
}

/** A line of swatches with their names. */
export function legend(entries: readonly LegendEntry[]): HTMLElement {
  const element = document.createElement('div');
  element.className = 'legend';
  for (const { label, style } of entries) {
    const item = document.createElement('span');
    item.append('levels' in style ? scale(style.levels) : swatch(style), label);
    element.append(item);
  }
  return element;
}

function swatch({ colour, width = 1.5, dash, bars }: Style): SVGElement {
  if (bars) return picture(26, shape('rect', { y: 1, width: 26, height: 10 }, { fill: colour }));
  const line = shape('line', { x2: 26, y1: 6, y2: 6, 'stroke-width': Math.max(width, 1.5) }, { stroke: colour });
  if (dash) line.setAttribute('stroke-dasharray', dash.join(' '));
  return picture(26, line);
}

/** The colours of all levels side by side. */
function scale(levels: number): SVGElement {
  const cells = Array.from({ length: levels }, (_, level) =>
    shape('rect', { x: level * 5, y: 1, width: 5, height: 10 }, { fill: levelColour(level, levels) }),
  );
  return picture(5 * levels, ...cells);
}

function picture(width: number, ...shapes: SVGElement[]): SVGElement {
  const svg = shape('svg', { width, height: 12, 'aria-hidden': 'true' }, {});
  svg.append(...shapes);
  return svg;
}

function shape(tag: string, attributes: Record<string, string | number>, style: Record<string, Colour>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  return element;
}
