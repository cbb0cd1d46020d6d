import { tickWords } from '../../words.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';

/** Where the lines of a plot are, in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface AxisOptions {
  readonly scale: Scale;
  /** What is along it, with its unit. */
  readonly label: string;
  readonly format?: (value: number) => string;
}

/** Height that the axis under an area needs, with its label. */
export const footHeight = 36;

export function fontOf({ theme }: Pick<Sheet, 'theme'>, size = 11, weight = 400): string {
  return `${weight} ${size}px ${theme.font}`;
}

/** A line along the foot of an area, with short ticks, their values, and under their end what they are. */
export function bottomAxis(sheet: Sheet, area: Area, { scale, label, format = tickWords }: AxisOptions): void {
  const { context, theme } = sheet;
  const { left, right, bottom } = area;
  context.save();
  hairline(sheet);
  context.beginPath();
  context.moveTo(left, bottom + 0.5);
  context.lineTo(right, bottom + 0.5);
  const ticks = scale.ticks(Math.max(3, (right - left) / 80));
  for (const value of ticks) {
    const x = Math.round(scale.at(value)) + 0.5;
    context.moveTo(x, bottom + 0.5);
    context.lineTo(x, bottom + 4.5);
  }
  context.stroke();
  context.font = fontOf(sheet);
  context.fillStyle = theme.muted;
  context.textBaseline = 'top';
  for (const value of ticks) {
    const text = format(value);
    const half = context.measureText(text).width / 2;
    context.textAlign = 'center';
    context.fillText(text, Math.min(Math.max(scale.at(value), half), sheet.width - half), bottom + 7);
  }
  context.textAlign = 'right';
  if (label) context.fillText(label, right, bottom + 22);
  context.restore();
}

/**
 * Thin lines across an area, their values at its left, and above it what they are.
 * @param edge where that begins
 */
export function leftAxis(sheet: Sheet, area: Area, { scale, label, format = tickWords }: AxisOptions, edge = 0): void {
  const { context, theme } = sheet;
  const { left, right, top, bottom } = area;
  context.save();
  hairline(sheet);
  context.strokeStyle = theme.grid;
  const ticks = scale.ticks(Math.max(2, (bottom - top) / 50));
  context.beginPath();
  for (const value of ticks) {
    const y = Math.round(scale.at(value)) + 0.5;
    context.moveTo(left, y);
    context.lineTo(right, y);
  }
  context.stroke();
  context.font = fontOf(sheet);
  context.fillStyle = theme.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of ticks) context.fillText(format(value), left - 6, scale.at(value));
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(label, edge, top - 11);
  context.restore();
}

/** Width left of an area that the values of its axis need. */
export function labelsWidth(sheet: Sheet, scale: Scale, height: number, format = tickWords): number {
  sheet.context.font = fontOf(sheet);
  const widths = scale.ticks(Math.max(2, height / 50)).map((value) => sheet.context.measureText(format(value)).width);
  return Math.ceil(Math.max(12, ...widths)) + 8;
}

function hairline({ context, theme }: Sheet): void {
  context.lineWidth = 1;
  context.strokeStyle = theme.reference;
  context.setLineDash([]);
}

/** Draws with nothing outside an area. */
export function within({ context }: Sheet, { left, top, right, bottom }: Area, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}
