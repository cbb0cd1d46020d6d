// Keeps the value of a unit and, for the backward pass, the slope of its activation where its delta will stand.
fn store(column: u32, unit: u32, a: vec4f, hidden: bool) {
  if (hidden) {
    activations[column + unit * 64u] = activate(a);
    deltas[column + unit * 64u] = slope(a);
  } else {
    activations[column + unit * 64u] = a;
  }
}
