import { make } from '../../../dom.ts';

/** A picture as an address that holds it, and its size. */
export interface Picture {
  readonly address: string;
  readonly width: number;
  readonly height: number;
}

/** @throws TypeError for what is no canvas or picture of a canvas */
export function pictureOfSource(source: CanvasImageSource): Picture {
  if (!('width' in source) || typeof source.width !== 'number' || typeof source.height !== 'number')
    throw new TypeError('drawImage in a file of lines takes a canvas or an ImageBitmap');
  const { width, height } = source;
  if ('toDataURL' in source) return { address: source.toDataURL(), width, height };
  // Other canvases have no address at once, but this one can be given their pixels.
  const canvas = make('canvas', { width, height });
  canvas.getContext('2d')!.drawImage(source, 0, 0);
  return { address: canvas.toDataURL(), width, height };
}
