// ln(1 + exp a) = max(a, 0) + ln(1 + exp(−|a|)), which never overflows.
fn activate(a: vec4f) -> vec4f {
  return max(a, vec4f(0.0)) + log(1.0 + exp(-abs(a)));
}

// Derivative of activate at a: the logistic function.
fn slope(a: vec4f) -> vec4f {
  return 1.0 / (1.0 + exp(min(-a, vec4f(80.0))));
}
