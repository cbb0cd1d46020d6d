// Keeps the activation of a hidden unit and, for the backward pass, its slope where the delta of the unit will stand.
fn store(place: u32, a: vec4f) {
  activations[place] = activate(a);
  deltas[place] = slope(a);
}
