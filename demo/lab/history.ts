/** Losses of a training, which come a few at a time. */
export interface History {
  /**
   * Puts losses behind the first `from`, in place of any that were there.
   * @returns all of them, from the first step on; a view that the next call may write to
   */
  add(from: number, losses: Float32Array): Float32Array;
}

export function createHistory(): History {
  let all = new Float32Array(4096);
  return {
    add(from, losses) {
      const length = from + losses.length;
      if (length > all.length) {
        const larger = new Float32Array(2 * length);
        larger.set(all.subarray(0, from));
        all = larger;
      }
      all.set(losses, from);
      return all.subarray(0, length);
    },
  };
}
