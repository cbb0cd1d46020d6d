// The Euclidean norm of many numbers as (largest magnitude m, Σ (x/m)²): such pairs can be joined in any order, and where
// the squares themselves would leave the range of f32, nothing overflows or vanishes (as in nrm2 of BLAS).
fn joined(a: vec2f, b: vec2f) -> vec2f {
  let most = max(a.x, b.x);
  if (most < 1.2e-38) { // below the normal numbers, which a device may take for zero
    return vec2f(0.0);
  }
  let p = a.x / most;
  let q = b.x / most;
  return vec2f(most, a.y * p * p + b.y * q * q);
}

var<workgroup> norms_of_invocations: array<vec2f, 64>;

// Joins what the invocations of a workgroup have; all of them call it, and all of them get the whole.
fn joined_over_workgroup(share: vec2f, local: u32) -> vec2f {
  norms_of_invocations[local] = share;
  workgroupBarrier();
  if (local == 0u) {
    var whole = share;
    for (var k = 1u; k < 64u; k++) {
      whole = joined(whole, norms_of_invocations[k]);
    }
    norms_of_invocations[0] = whole;
  }
  workgroupBarrier();
  return norms_of_invocations[0];
}

// Of a gradient: one for each workgroup that sums it.
fn norm_count() -> u32 {
  return min(MOST_NORMS, (training.parameters + 63u) / 64u);
}
