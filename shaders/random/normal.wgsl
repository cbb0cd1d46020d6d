// Standard normals by Box and Muller (1958). Twin of normals() in src/random.ts.
// The logarithm and the sine are our own: WGSL allows the builtin sin and cos an absolute error of 2⁻¹¹.
// Coefficients of the three polynomials: Cephes (Moshier), logf and sinf.

// −ln u for u in (0, 1].
fn minus_log(u: vec2f) -> vec2f {
  let bits = bitcast<vec2u>(u);
  let mantissa = bitcast<vec2f>((bits & vec2u(0x007fffffu)) | vec2u(0x3f000000u)); // in [½, 1)
  let small = mantissa < vec2f(0.70710678);
  let exponent = vec2f(bits >> vec2u(23u)) - 126.0 - select(vec2f(0.0), vec2f(1.0), small);
  let m = select(mantissa, mantissa + mantissa, small) - 1.0;
  let z = m * m;
  var p = vec2f(7.0376836292e-2);
  p = fma(p, m, vec2f(-1.1514610310e-1));
  p = fma(p, m, vec2f(1.1676998740e-1));
  p = fma(p, m, vec2f(-1.2420140846e-1));
  p = fma(p, m, vec2f(1.4249322787e-1));
  p = fma(p, m, vec2f(-1.6668057665e-1));
  p = fma(p, m, vec2f(2.0000714765e-1));
  p = fma(p, m, vec2f(-2.4999993993e-1));
  p = fma(p, m, vec2f(3.3333331174e-1));
  // ln 2 in two parts, so that exponent · 0.693359375 is exact.
  let tail = fma(exponent, vec2f(-2.12194440e-4), p * m * z - 0.5 * z);
  return -fma(exponent, vec2f(0.693359375), m + tail);
}

// Four normals from the four words of a counter: words 0 and 1 make the first two, words 2 and 3 the others.
fn normals(counter: vec4u, seed: vec2u) -> vec4f {
  let words = philox(counter, seed);
  // A uniform in (0, 1] that is a multiple of 2⁻²⁴: |z| ends at √(48 ln 2) = 5.77.
  let u = vec2f((words.xz >> vec2u(8u)) + 1u) * 0x1p-24;
  let radius = sqrt(2.0 * minus_log(u));
  // The angle in units of 2⁻²⁴ turns, reduced exactly to ±⅛ turn around the nearest quarter.
  let turns = words.yw >> vec2u(8u);
  let quarter = (turns + vec2u(1u << 21u)) >> vec2u(22u);
  let angle = vec2f(vec2i(turns) - vec2i(quarter << vec2u(22u))) * 3.7450702e-7; // 2π · 2⁻²⁴
  let z = angle * angle;
  let sine = fma(fma(fma(z, vec2f(-1.9515295891e-4), vec2f(8.3321608736e-3)), z, vec2f(-1.6666654611e-1)), z * angle, angle);
  let cosine = fma(fma(fma(z, vec2f(2.443315711809948e-5), vec2f(-1.388731625493765e-3)), z, vec2f(4.166664568298827e-2)),
    z * z, fma(z, vec2f(-0.5), vec2f(1.0)));
  let odd = (quarter & vec2u(1u)) == vec2u(1u);
  // Quarters 1 and 2 turn the cosine negative, quarters 2 and 3 the sine.
  let cosine_sign = select(vec2f(1.0), vec2f(-1.0), ((quarter + 1u) & vec2u(2u)) == vec2u(2u));
  let sine_sign = select(vec2f(1.0), vec2f(-1.0), (quarter & vec2u(2u)) == vec2u(2u));
  let x = radius * cosine_sign * select(cosine, sine, odd);
  let y = radius * sine_sign * select(sine, cosine, odd);
  return vec4f(x.x, y.x, x.y, y.y);
}
