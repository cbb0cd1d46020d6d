// Keeps the value of a unit; sampling needs no more.
fn store(column: u32, unit: u32, a: vec4f, hidden: bool) {
  if (hidden) {
    activations[column + unit * 64u] = activate(a);
  } else {
    activations[column + unit * 64u] = a;
  }
}
