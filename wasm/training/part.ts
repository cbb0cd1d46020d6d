/** One of `choices` equal parts of the range of words. */
// @inline
export function part(word: u32, choices: u32): u32 {
  return <u32>((<u64>word * <u64>choices) >> 32);
}
