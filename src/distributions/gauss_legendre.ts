/**
 * Nodes and weights of Gauss–Legendre quadrature on [0, 1], exact for polynomials of degree below 2·count: the roots of
 * the Legendre polynomial P_count by Newton's method from the guess of Abramowitz and Stegun (1964, 22.16.6).
 */
export function gaussLegendre(count: number): { node: number; weight: number }[] {
  return Array.from({ length: count }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    // Converges quadratically from an error of O(1/count²): four turns reach rounding.
    for (let turn = 0; turn < 5; turn++) {
      let before = 1;
      let value = x;
      for (let n = 2; n <= count; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
      slope = (count * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    return { node: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}
