/** What `gather` reads, and where it puts it. */
@unmanaged
class Sources {
  from: usize;
  to: usize;
  count: u32;
  scale: f32;
}

/** Each item sums all that others wrote, scaled, so that one written too late is missed. */
export function gather(item: i32, struct: usize): void {
  const sources = changetype<Sources>(struct);
  let sum: f32 = 0;
  for (let i: u32 = 0; i < sources.count; i++) sum += load<f32>(sources.from + (i << 2));
  store<f32>(sources.to + (usize(item) << 2), sources.scale * sum);
}
