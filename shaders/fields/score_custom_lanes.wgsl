// A user's score function, of one point, for particles held in the lanes of vectors. Its text follows, with its names prefixed.
fn score(x: Particles, level: NoiseLevel) -> Particles {
  var s: Particles;
  for (var g = 0u; g < GROUPS; g++) { // unroll
    for (var lane = 0u; lane < 4u; lane++) {
      var at: array<f32, DIMENSION>;
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        at[j] = x[j][g][lane];
      }
      let found = user_score(at, level.sigma);
      for (var j = 0u; j < DIMENSION; j++) { // unroll
        s[j][g][lane] = found[j];
      }
    }
  }
  return s;
}
