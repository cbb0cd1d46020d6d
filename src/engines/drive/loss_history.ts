/**
 * The loss of every step of a training, one float32 each: the only thing that a trainer keeps of each of its steps.
 * A million steps take 4 MB, and at most as much again to grow in.
 */
export interface LossHistory {
  /** Steps whose loss is kept. */
  readonly length: number;
  /** The last of them; NaN when there is none. */
  readonly last: number;
  push(losses: ArrayLike<number>): void;
  /** Forgets the losses from step `length` on. */
  truncate(length: number): void;
  /** All of them, or without the first `from`; a copy. */
  values(from?: number): Float32Array<ArrayBuffer>;
}

export function createLossHistory(): LossHistory {
  let kept = new Float32Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    get last() {
      return length > 0 ? kept[length - 1]! : Number.NaN;
    },
    push(losses) {
      const needed = length + losses.length;
      if (needed > kept.length) {
        const larger = new Float32Array(Math.max(2 * kept.length, needed));
        larger.set(kept);
        kept = larger;
      }
      kept.set(losses, length);
      length = needed;
    },
    truncate(to) {
      length = Math.min(length, to);
    },
    values: (from = 0) => kept.slice(from, length),
  };
}
