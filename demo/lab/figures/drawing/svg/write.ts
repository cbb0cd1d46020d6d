type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element as text; attributes that are undefined are left out. */
export function written(name: string, attributes: Attributes, content = ''): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escaped(value!)}"`);
  return content === '' ? `<${name}${pairs.join('')}/>` : `<${name}${pairs.join('')}>${content}</${name}>`;
}

/** Hundredths of a pixel are finer than anyone sees. */
export const short = (value: number): string => String(Math.round(100 * value) / 100);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in a file: a space for every character that XML has no place for. */
export function escaped(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (one) => entities[one]!);
}

/** A colour without its opacity, and that: programs for drawing know no #rrggbbaa and no rgba(). */
export function colourOf(colour: string): { colour: string; opacity: number } {
  const hex = /^#([\da-f]{6})([\da-f]{2})$/i.exec(colour);
  if (hex) return { colour: `#${hex[1]}`, opacity: Number.parseInt(hex[2]!, 16) / 255 };
  const rgb = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/.exec(colour);
  if (!rgb) return { colour, opacity: 1 };
  const opacity = rgb[4] === undefined ? 1 : Number(rgb[4]) / (rgb[5] ? 100 : 1);
  return { colour: `rgb(${rgb[1]}, ${rgb[2]}, ${rgb[3]})`, opacity };
}

/** The parts of a font as a canvas has it, such as `600 11px system-ui`. */
export function fontParts(font: string): { weight: string | undefined; size: number; family: string } {
  const parts = /^(?:(\w+)\s+)?([\d.]+)px\s+(.+)$/.exec(font);
  return { weight: parts?.[1], size: Number(parts?.[2] ?? 10), family: parts?.[3] ?? 'sans-serif' };
}
