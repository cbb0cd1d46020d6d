import type { Grid } from '../../../src/index.ts';

export interface Picture {
  readonly grid: Grid;
  readonly palette: Uint8Array;
  readonly exposure: number;
}

export async function shade(
  canvas: OffscreenCanvas,
  { grid, palette, exposure }: Picture,
  counts: Uint32Array,
  particles: number,
): Promise<void> {
  const cells = grid.axes[0]!.cells;
  const image = new ImageData(cells, cells);
  const colours = palette.length / 4;
  for (let i = 0; i < counts.length; i++) {
    const t = (1 - Math.exp((-exposure * counts[i]! * cells * cells) / particles)) * (colours - 1);
    const low = Math.min(colours - 2, Math.floor(t));
    const at = 4 * ((cells - 1 - Math.floor(i / cells)) * cells + (i % cells));
    for (let c = 0; c < 4; c++)
      image.data[at + c] = palette[4 * low + c]! + (t - low) * (palette[4 * low + 4 + c]! - palette[4 * low + c]!);
  }
  const context = canvas.getContext('2d')!;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(await createImageBitmap(image), 0, 0, canvas.width, canvas.height);
}
