/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Of colours that go from little to much. */
const shades = 256;

/** @param hex such as #1d5fa8, or #fff, which a stylesheet becomes when it is made small */
export function rgbOf(hex: string): Rgb {
  const digits = hex.length < 7 ? hex.slice(1, 4).replace(/./g, '$&$&') : hex.slice(1, 7);
  const number = Number.parseInt(digits, 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

/** How light a colour looks, from 0 to 1: L of OKLab (Ottosson 2020). */
export const lightness = (rgb: Rgb): number => oklab(rgb)[0];

/**
 * A way through colours that looks even: its lightness rises or falls in proportion to t, from 0 to 1.
 * @param stops hex colours, each lighter than the one before, or each darker
 */
export function ramp(stops: readonly string[]): (t: number) => Rgb {
  const labs = stops.map((stop) => oklab(rgbOf(stop)));
  const [first, last] = [labs[0]![0], labs.at(-1)![0]];
  const places = labs.map(([light]) => (light - first) / (last - first));
  return (t) => {
    const next = Math.max(
      1,
      places.findIndex((place) => place >= t),
    );
    const [from, to] = [places[next - 1]!, places[next]!];
    const share = (t - from) / (to - from);
    const [one, other] = [labs[next - 1]!, labs[next]!];
    return fromOklab(one.map((value, i) => value + share * (other[i]! - value)));
  };
}

/** A ramp as a table of bytes, four for each of 256 colours, all of them opaque. */
export function opaque(colours: (t: number) => Rgb): Uint8Array<ArrayBuffer> {
  return table((t) => [...colours(t), 255]);
}

/**
 * A ramp as a table of bytes whose colours lie over something else: transparent at first, opaque at the end, and over the first
 * colour just the ramp. Red, green and blue are not multiplied by the opacity.
 */
export function overlaid(colours: (t: number) => Rgb): Uint8Array<ArrayBuffer> {
  const under = colours(0);
  return table((t) => {
    const opacity = 1 - (1 - t) ** 1.5;
    // The first entry is not seen, but its neighbours are blended with it.
    const seen = Math.max(opacity, 1e-3);
    const through = colours(Math.max(t, 1e-3));
    return [...through.map((value, i) => under[i]! + (value - under[i]!) / seen), 255 * opacity];
  });
}

function table(colours: (t: number) => readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(4 * shades);
  for (let i = 0; i < shades; i++) bytes.set(colours(i / (shades - 1)), 4 * i);
  return new Uint8Array(bytes.buffer);
}

function oklab(rgb: Rgb): [light: number, a: number, b: number] {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

function fromOklab([light, a, b]: readonly number[]): Rgb {
  const long = (light! + 0.3963377774 * a! + 0.2158037573 * b!) ** 3;
  const medium = (light! - 0.1055613458 * a! - 0.0638541728 * b!) ** 3;
  const short = (light! - 0.0894841775 * a! - 1.291485548 * b!) ** 3;
  const linear = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return linear.map((value) => {
    const part = Math.min(1, Math.max(0, value));
    return 255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
  }) as unknown as Rgb;
}
