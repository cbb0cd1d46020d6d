// a · logistic(a) (Elfwing et al. 2018). The argument of exp is clamped because WGSL may assume that no infinity occurs.
fn logistic(a: vec4f) -> vec4f {
  return 1.0 / (1.0 + exp(min(-a, vec4f(80.0))));
}

fn activate(a: vec4f) -> vec4f {
  return a * logistic(a);
}

// Derivative of activate at a.
fn slope(a: vec4f) -> vec4f {
  let l = logistic(a);
  return fma(a * l, 1.0 - l, l);
}
