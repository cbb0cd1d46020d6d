import { type Picture, png } from '../src/cli/files/png.ts';
import type { Points } from '../src/index.ts';

/** How densely points of the plane lie in the square [−extent, extent]²: the darker the more. */
export function densityPicture({ values, shape: [count] }: Points, extent: number, side = 128): Picture {
  const counts = new Float64Array(side * side);
  for (let i = 0; i < count; i++) {
    const [column, row] = [values[2 * i]!, -values[2 * i + 1]!].map((x) =>
      Math.floor(((x / extent + 1) / 2) * side),
    ) as [number, number];
    if (column >= 0 && column < side && row >= 0 && row < side) counts[row * side + column]!++;
  }
  // Full black at so many times the count of an evenly filled square; the root shows sparse points, too.
  const black = (20 * count) / side ** 2;
  return {
    width: side,
    height: side,
    channels: 1,
    pixels: Uint8Array.from(counts, (n) => Math.round(255 * (1 - Math.sqrt(Math.min(1, n / black))))),
  };
}

/** A sheet of pictures with a title over each, as SVG: `scale` points a pixel. The title of the whole is read, not shown. */
export function sheet(
  cells: readonly { readonly title: string; readonly picture: Picture }[],
  { title: whole, columns, scale }: { readonly title: string; readonly columns: number; readonly scale: number },
): string {
  const gap = 12;
  const titleHeight = 18;
  const cellWidth = Math.max(...cells.map(({ picture }) => picture.width)) * scale + gap;
  const cellHeight = Math.max(...cells.map(({ picture }) => picture.height)) * scale + titleHeight + gap;
  const width = Math.min(columns, cells.length) * cellWidth + gap;
  const height = Math.ceil(cells.length / columns) * cellHeight + gap;
  const drawn = cells.map(({ title, picture }, i) => {
    const x = gap + (i % columns) * cellWidth;
    const y = gap + Math.floor(i / columns) * cellHeight;
    const source = `data:image/png;base64,${Buffer.from(png(picture)).toString('base64')}`;
    return (
      `<text x="${x}" y="${y + 12}">${title}</text>` +
      `<image x="${x}" y="${y + titleHeight}" width="${picture.width * scale}" height="${picture.height * scale}" ` +
      `style="image-rendering:pixelated" href="${source}"/>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="sans-serif" font-size="12"><title>${whole}</title><rect width="100%" height="100%" fill="white"/>\n${drawn.join('\n')}\n</svg>\n`
  );
}
