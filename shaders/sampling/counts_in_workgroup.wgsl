// Counts of at most WORKGROUP_CELLS cells, which many particles share: each workgroup has its own, and adds them at its end.
var<workgroup> own_counts: array<atomic<u32>, WORKGROUP_CELLS>;

fn count_in(cell: u32) {
  atomicAdd(&own_counts[cell], 1u);
}

fn finish_counts(local: u32) {
  workgroupBarrier();
  for (var cell = local; cell < counting.x_cells * counting.y_cells; cell += 256u) {
    let found = atomicLoad(&own_counts[cell]);
    if (found > 0u) {
      atomicAdd(&counts[cell], found);
    }
  }
}
