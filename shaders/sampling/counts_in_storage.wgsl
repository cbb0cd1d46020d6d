// Counts of any number of cells.
fn count_in(cell: u32) {
  atomicAdd(&counts[cell], 1u);
}

fn finish_counts(local: u32) {}
