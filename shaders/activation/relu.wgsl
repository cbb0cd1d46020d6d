fn activate(a: vec4f) -> vec4f {
  return max(a, vec4f(0.0));
}

// Derivative of activate at a; 0 at the kink.
fn slope(a: vec4f) -> vec4f {
  return select(vec4f(0.0), vec4f(1.0), a > vec4f(0.0));
}
