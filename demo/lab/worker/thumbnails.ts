import { targetNamed } from '../../../src/index.ts';
import type { TargetName, ThumbnailReport } from '../protocol.ts';
import { extentOf } from './extent.ts';

const count = 1500;

/** What a small picture of a target is drawn from. */
export function thumbnailOf(target: TargetName): ThumbnailReport {
  const data = targetNamed(target).sample(count, { seed: 1 });
  return { kind: 'thumbnail', target, points: Float32Array.from(data.values), extent: extentOf(data) };
}
