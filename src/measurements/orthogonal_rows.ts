/** Rows and right-hand sides of linear equations, rotated among each other. */
export interface OrthogonalRows {
  /** Orthogonal rows, or zeros. */
  readonly rows: readonly Float64Array[];
  /** The right-hand sides, rotated alike. */
  readonly values: Float64Array;
}

/** Sweeps over all pairs of rows; rows converge quadratically, in six to ten sweeps. */
const mostSweeps = 60;

/**
 * Rotates the equations rows·x = values until the rows are orthogonal: Uᵀ·A and Uᵀ·y with U of the singular value decomposition
 * A = U·S·Vᵀ, so that the length of a row is a singular value (one-sided Jacobi, Hestenes 1958). Rows that follow from others
 * become zeros, up to rounding, and are returned as zeros.
 * @param given [m][d], which stays as it is
 */
export function orthogonalRows(given: readonly ArrayLike<number>[], right: ArrayLike<number>): OrthogonalRows {
  const rows = given.map((row) => Float64Array.from(row));
  const values = Float64Array.from(right);
  const largest = rows.reduce((most, row) => Math.max(most, dot(row, row)), 0);
  // Beside this a row is the rounding error of the others.
  const negligible = largest * (rows.length * Number.EPSILON) ** 2;
  // Cosine of the angle at which two rows count as orthogonal: the rounding of a sum of d products.
  const orthogonal = 4 * Number.EPSILON * Math.sqrt(rows[0]?.length ?? 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let turned = false;
    for (let i = 0; i < rows.length; i++) {
      for (let k = i + 1; k < rows.length; k++) {
        turned = rotate(rows, values, [i, k], { negligible, orthogonal }) || turned;
      }
    }
    if (!turned) break;
  }
  for (const row of rows) if (dot(row, row) <= negligible) row.fill(0);
  return { rows, values };
}

/** Makes two rows orthogonal, unless they are. */
function rotate(
  rows: readonly Float64Array[],
  values: Float64Array,
  [i, k]: readonly [number, number],
  { negligible, orthogonal }: { readonly negligible: number; readonly orthogonal: number },
): boolean {
  const [a, b] = [rows[i]!, rows[k]!];
  const [aa, bb, ab] = [dot(a, a), dot(b, b), dot(a, b)];
  if (Math.min(aa, bb) <= negligible || Math.abs(ab) <= orthogonal * Math.sqrt(aa * bb)) return false;
  const slope = (bb - aa) / (2 * ab);
  const tangent = Math.sign(slope || 1) / (Math.abs(slope) + Math.hypot(1, slope));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let j = 0; j < a.length; j++) {
    const [x, y] = [a[j]!, b[j]!];
    a[j] = cosine * x - sine * y;
    b[j] = sine * x + cosine * y;
  }
  const [x, y] = [values[i]!, values[k]!];
  values[i] = cosine * x - sine * y;
  values[k] = sine * x + cosine * y;
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
