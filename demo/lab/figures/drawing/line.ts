import type { Pen } from './pen.ts';
import type { Scale } from './scale.ts';

export interface LineStyle {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

/** A line through points; it is broken where a value is not finite. */
export function strokeLine(
  pen: Pen,
  [x, y]: readonly [Scale, Scale],
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  style: LineStyle,
): void {
  pen.save();
  take(pen, style);
  pen.beginPath();
  let down = false;
  for (let i = 0; i < xs.length; i++) {
    const across = x.at(xs[i]!);
    const upwards = y.at(ys[i]!);
    if (!Number.isFinite(across) || !Number.isFinite(upwards)) {
      down = false;
      continue;
    }
    // Places far out would cost time, and are not seen.
    const within = Math.max(-1e5, Math.min(1e5, upwards));
    if (down) pen.lineTo(across, within);
    else pen.moveTo(across, within);
    down = true;
  }
  pen.stroke();
  pen.restore();
}

/** Straight from one place to another. */
export function rule(pen: Pen, [x0, y0, x1, y1]: readonly [number, number, number, number], style: LineStyle): void {
  pen.save();
  take(pen, style);
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
  pen.restore();
}

function take(pen: Pen, { colour, width = 1.6, dash = [], alpha = 1 }: LineStyle): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = 'round';
  // What is drawn pale is pale in all its parts.
  pen.globalAlpha *= alpha;
  pen.setLineDash([...dash]);
}
