// The argument is clamped where tanh is ±1 in float32, because some drivers build tanh from exp and overflow.
fn activate(a: vec4f) -> vec4f {
  return tanh(clamp(a, vec4f(-10.0), vec4f(10.0)));
}

// Derivative of activate at a.
fn slope(a: vec4f) -> vec4f {
  let h = activate(a);
  return fma(-h, h, vec4f(1.0));
}
