// Keeps the value of an output unit as it is.
fn store(place: u32, a: vec4f) {
  activations[place] = a;
}
