/** A line through points (x, y) of the unit square, y downwards. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** Part of an ellipse, angles in degrees, clockwise from the right as y points down. */
function arc(
  [x, y]: readonly [number, number],
  [radiusX, radiusY]: readonly [number, number],
  [from, to]: readonly [number, number] = [0, 360],
): Stroke {
  const pieces = Math.ceil(Math.abs(to - from) / 24);
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)] as const;
  });
}

/** The strokes of the digits 0 to 9, our own drawing: lines and parts of ellipses. */
export const digitStrokes: readonly (readonly Stroke[])[] = [
  [arc([0.5, 0.5], [0.31, 0.45])],
  [
    [
      [0.3, 0.26],
      [0.54, 0.05],
      [0.54, 0.95],
    ],
  ],
  [[...arc([0.49, 0.31], [0.29, 0.26], [190, 395]), [0.2, 0.95], [0.83, 0.95]]],
  [[...arc([0.46, 0.28], [0.27, 0.23], [205, 450]), ...arc([0.46, 0.73], [0.31, 0.22], [270, 515])]],
  [
    [
      [0.64, 0.95],
      [0.64, 0.05],
      [0.15, 0.66],
      [0.86, 0.66],
    ],
  ],
  [[[0.78, 0.05], [0.3, 0.05], [0.26, 0.45], ...arc([0.47, 0.66], [0.31, 0.29], [235, 510])]],
  [[...arc([0.72, 0.68], [0.5, 0.63], [275, 180]), ...arc([0.5, 0.68], [0.28, 0.27], [180, 540])]],
  [
    [
      [0.17, 0.05],
      [0.83, 0.05],
      [0.4, 0.95],
    ],
  ],
  [arc([0.5, 0.27], [0.25, 0.22]), arc([0.5, 0.72], [0.31, 0.23])],
  [[...arc([0.28, 0.32], [0.5, 0.63], [95, 0]), ...arc([0.5, 0.32], [0.28, 0.27], [0, 360])]],
];
