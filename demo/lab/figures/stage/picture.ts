import { pictureOf } from '../drawing/picture.ts';
import { type Sheet, themeOf } from '../drawing/sheet.ts';
import { drawField, drawGround, drawOverlay, type Scene } from './layers.ts';
import type { StagePane } from './pane.ts';
import { margins } from './plane_axes.ts';
import { momentOf, titleOf } from './words.ts';

/** A title in one line, and in two where the pane is too narrow for that. */
const titleLine = 18;
const wide = 520;
const gap = 24;
const captionLine = 18;

/** The stage as a file: all layers of all panes side by side, with their titles, and the caption under them. */
export function stagePicture(
  format: 'png' | 'svg',
  root: HTMLElement,
  scene: Scene,
  panes: readonly StagePane[],
  caption: string,
): Promise<Blob | undefined> {
  const theme = themeOf(root);
  const { clientWidth: paneWidth } = panes[0]!.element;
  const side = paneWidth - margins.left - margins.right;
  const titleHeight = (paneWidth < wide ? 2 : 1) * titleLine + 8;
  const paneHeight = titleHeight + margins.top + side + margins.bottom;
  const width = panes.length * paneWidth + (panes.length - 1) * gap;
  const lines = captionLines(caption, (width - margins.left) / 6.2);
  const height = paneHeight + 12 + captionLine * lines.length;
  const draw = (sheet: Sheet): void => {
    const { context } = sheet;
    for (const [i, pane] of panes.entries()) {
      context.save();
      context.translate(i * (paneWidth + gap), 0);
      drawTitle({ ...sheet, width: paneWidth }, scene, i);
      context.translate(0, titleHeight);
      context.save();
      context.translate(margins.left, margins.top);
      const square = { ...sheet, width: side, height: side };
      drawGround(square, scene);
      context.imageSmoothingEnabled = true;
      context.drawImage(copyOf(pane.particles), 0, 0, side, side);
      context.save();
      context.beginPath();
      context.rect(0, 0, side, side);
      context.clip();
      drawField(square, scene);
      context.restore();
      context.strokeStyle = theme.grid;
      context.lineWidth = 1;
      context.strokeRect(0, 0, side, side);
      context.restore();
      drawOverlay({ ...sheet, width: paneWidth, height: paneHeight - titleHeight }, scene, i);
      context.restore();
    }
    context.fillStyle = theme.muted;
    context.font = `12px ${theme.font}`;
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    for (const [i, line] of lines.entries()) context.fillText(line, margins.left, paneHeight + 14 + captionLine * i);
  };
  return pictureOf(format, { width, height, theme }, draw, caption);
}

/** What the worker has drawn: its canvas gives no file of itself, but can be drawn on another. */
function copyOf(particles: HTMLCanvasElement): CanvasImageSource {
  const copy = new OffscreenCanvas(particles.width, particles.height);
  copy.getContext('2d')!.drawImage(particles, 0, 0);
  return copy;
}

function drawTitle({ context, width, theme }: Sheet, { panes }: Scene, pane: number): void {
  const report = panes[pane];
  if (!report) return;
  const { name, rest } = titleOf(report);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fillStyle = theme.ink;
  context.font = `600 14px ${theme.font}`;
  context.fillText(name, margins.left, titleLine);
  const after = margins.left + context.measureText(name).width + 10;
  context.fillStyle = theme.muted;
  context.font = `12px ${theme.font}`;
  if (width < wide) context.fillText(rest, margins.left, 2 * titleLine);
  else context.fillText(rest, after, titleLine);
  context.textAlign = 'right';
  context.fillText(momentOf(report), width - margins.right, titleLine);
}

/** Words in lines of no more than so many characters, where no word is longer. */
export function captionLines(caption: string, most: number): string[] {
  const lines = [''];
  for (const word of caption.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= most) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
