// Input i that conditions the network on σ: sin(ω·ln σ) for even i, cos(ω·ln σ) for odd, ω = 2^(k/2 − 1) for k = ⌊i/2⌋.
// Twin: src/conditioning.ts. The sine is our own: WGSL allows the builtin an absolute error of 2⁻¹¹.
fn feature(i: u32, sigma: vec4f, log_sigma: vec4f) -> vec4f {
  let k = i / 2u;
  let frequency = f32(1u << (k / 2u)) * select(0.5, 0.70710678, k % 2u == 1u);
  let phase = frequency * log_sigma;
  // The nearest quarter turn, and what is left of the angle: π/2 is taken off in two parts so that no digit is lost.
  let turns = round(phase * 0.63661977);
  let angle = fma(turns, vec4f(4.3711390e-8), fma(turns, vec4f(-1.57079637), phase));
  // A cosine is a sine a quarter turn later. Polynomials as in normal.wgsl.
  let quarter = vec4u(vec4i(turns) + i32(i % 2u));
  let z = angle * angle;
  let sine = fma(fma(fma(z, vec4f(-1.9515295891e-4), vec4f(8.3321608736e-3)), z, vec4f(-1.6666654611e-1)), z * angle, angle);
  let cosine = fma(fma(fma(z, vec4f(2.443315711809948e-5), vec4f(-1.388731625493765e-3)), z, vec4f(4.166664568298827e-2)),
    z * z, fma(z, vec4f(-0.5), vec4f(1.0)));
  let value = select(sine, cosine, (quarter & vec4u(1u)) == vec4u(1u));
  return select(value, -value, (quarter & vec4u(2u)) == vec4u(2u));
}
