/** Part of the plane that figures show: [from, to] of each coordinate. */
export type Extent = readonly (readonly [number, number])[];

/** A rectangle in CSS pixels, from the top left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** From the coordinates of points, whose y goes upwards, to pixels in a box, and back. */
export interface PlaneMap {
  readonly box: Box;
  toPixel(x: number, y: number): [left: number, top: number];
  toPoint(left: number, top: number): [x: number, y: number];
}

/** @param extent of two coordinates, each from < to */
export function planeMap(extent: Extent, box: Box): PlaneMap {
  const [[west, east], [south, north]] = extent as readonly [readonly [number, number], readonly [number, number]];
  return {
    box,
    toPixel: (x, y) => [
      box.left + ((x - west) / (east - west)) * box.width,
      box.top + ((north - y) / (north - south)) * box.height,
    ],
    toPoint: (left, top) => [
      west + ((left - box.left) / box.width) * (east - west),
      north - ((top - box.top) / box.height) * (north - south),
    ],
  };
}

/**
 * The point of the plane that an event of the pointer is at; outside of the extent where the pointer has left the element.
 * @param element shows the extent and nothing else
 */
export function pointOfEvent(
  { clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>,
  element: Pick<Element, 'getBoundingClientRect'>,
  extent: Extent,
): [x: number, y: number] {
  return planeMap(extent, element.getBoundingClientRect()).toPoint(clientX, clientY);
}

/** The nearest point within the extent. */
export function within(extent: Extent, point: readonly number[]): [x: number, y: number] {
  const [x, y] = extent.map(([from, to], j) => Math.min(to, Math.max(from, point[j]!)));
  return [x!, y!];
}

/** Which of side × side cells a point is in, x fastest, y upwards; undefined outside of the extent. */
export function cellOf(extent: Extent, side: number, point: readonly number[]): number | undefined {
  const [column, row] = extent.map(([from, to], j) => Math.floor(((point[j]! - from) / (to - from)) * side));
  if (column! < 0 || row! < 0 || column! >= side || row! >= side) return undefined;
  return row! * side + column!;
}
