// Keeps the activation of a hidden unit; sampling needs no more.
fn store(place: u32, a: vec4f) {
  activations[place] = activate(a);
}
