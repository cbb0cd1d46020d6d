import { ArgumentError, allocating, squarable64 } from './errors.ts';
import { type Points, rowsOf } from './points.ts';
import { isRecord, requireKeys, requireNumbers } from './require_options.ts';

/** Coordinates of particles that are given, so that a sampler draws the others to go with them. */
export interface Known {
  /**
   * Which coordinates are given: `dimension` flags for all particles, or `particles × dimension`, row-major; true and false, or
   * 1 and 0.
   */
  readonly mask: ArrayLike<boolean | number>;
  /**
   * The given coordinates in the units of the data: `dimension` numbers for all particles, or points [particles, dimension].
   * What the mask leaves out is not looked at and may be NaN.
   */
  readonly values: ArrayLike<number> | Points;
}

/** Particles that have known coordinates. */
interface Drawn {
  readonly particles: number;
  readonly dimension: number;
}

/**
 * Checks known coordinates and copies them: NaN where a coordinate is not known, in one row if all particles have the same, else
 * in a row for each. In float32 if they were given so, else in float64. @throws ArgumentError
 */
export function observedOf(argument: string, known: Known, { particles, dimension }: Drawn): Points {
  requireShapes(argument, known, { particles, dimension });
  const { mask, values } = known;
  const points = isPoints(values) ? values : undefined;
  const given = points ? points.values : (values as ArrayLike<number>);
  const rows = points || mask.length !== dimension ? particles : 1;
  const make = given instanceof Float32Array ? Float32Array : Float64Array;
  const observed = allocating(() => new make(rows * dimension), argument, `${rows} × ${dimension} coordinates`);
  for (let at = 0; at < observed.length; at++) {
    const flag = mask[at % mask.length] as unknown;
    if (flag !== true && flag !== false && flag !== 0 && flag !== 1)
      throw new ArgumentError(`${argument}.mask[${at % mask.length}]`, flag, 'true or false, or 1 or 0');
    const value = given[at % given.length]!;
    if (flag && !(Math.abs(value) <= squarable64.most)) {
      const place = points
        ? `in row ${Math.floor(at / dimension)}, column ${at % dimension}`
        : `in column ${at % dimension}`;
      throw new ArgumentError(
        `${argument}.values`,
        `${value} ${place} (from 0)`,
        `a number of at most ${squarable64.most} where the mask says that it is known`,
        'Leave the coordinate out of the mask to have it drawn.',
      );
    }
    observed[at] = flag ? value : Number.NaN;
  }
  return { values: observed, shape: [rows, dimension] };
}

function requireShapes(argument: string, known: Known, { particles, dimension }: Drawn): void {
  requireKeys(argument, known, { mask: true, values: true });
  const { mask, values } = known;
  const isList = Array.isArray(mask) || (ArrayBuffer.isView(mask) && 'length' in mask);
  if (!isList || (mask.length !== dimension && mask.length !== particles * dimension))
    throw new ArgumentError(
      `${argument}.mask`,
      isList ? `${mask.length} flags` : mask,
      `a list of ${dimension} flags for all particles, or ${particles} × ${dimension}, row-major`,
    );
  if (!isPoints(values)) {
    requireNumbers(`${argument}.values`, values);
    if (values.length === dimension) return;
    throw new ArgumentError(
      `${argument}.values`,
      `${values.length} numbers`,
      `${dimension} numbers for all particles, or points of shape [${particles}, ${dimension}]`,
    );
  }
  const held = values.values instanceof Float32Array || values.values instanceof Float64Array;
  if (!held || !Array.isArray(values.shape) || values.shape.length !== 2)
    throw new ArgumentError(
      `${argument}.values`,
      values,
      'points { values: Float32Array or Float64Array, shape: [particles, dimension] }',
    );
  const [count, width] = values.shape;
  if (count === particles && width === dimension && values.values.length === count * width) return;
  throw new ArgumentError(
    `${argument}.values.shape`,
    values.shape,
    `[${particles}, ${dimension}], a row for each particle, with as many values`,
  );
}

function isPoints(values: Known['values']): values is Points {
  return isRecord(values);
}

/** Known coordinates of some of the particles, of shapes that were checked; they share the memory of the others. */
export function knownRows({ mask, values }: Known, first: number, count: number, { dimension }: Drawn): Known {
  const flags = mask.length === dimension ? mask : sliced(mask, first * dimension, (first + count) * dimension);
  return { mask: flags, values: isPoints(values) ? rowsOf(values, first, count) : values };
}

function sliced<T>(list: ArrayLike<T>, from: number, to: number): ArrayLike<T> {
  if (ArrayBuffer.isView(list)) return (list as unknown as Uint8Array).subarray(from, to) as unknown as ArrayLike<T>;
  return (list as readonly T[]).slice(from, to);
}
