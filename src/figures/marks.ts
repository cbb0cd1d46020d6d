import type uPlot from 'uplot';
import { type Colour, colours, resolve } from './theme.ts';

/** Draws on the canvas of a plot, beside its curves. */
export type Mark = (plot: uPlot) => void;

/** Fills the plot between two values of x. */
export function fillRange([from, to]: readonly [number, number], colour: Colour = colours.range): Mark {
  return (plot) => {
    const left = plot.valToPos(from, 'x', true);
    const { top, height } = plot.bbox;
    plot.ctx.fillStyle = resolve(colour);
    plot.ctx.fillRect(left, top, plot.valToPos(to, 'x', true) - left, height);
  };
}

/** A tick at the foot of the plot for every value. */
export function rug(values: ArrayLike<number>, colour: Colour): Mark {
  return (plot) => {
    const { ctx, bbox } = plot;
    const foot = bbox.top + bbox.height;
    ctx.save();
    ctx.strokeStyle = resolve(colour);
    ctx.globalAlpha = 0.35;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    for (let i = 0; i < values.length; i++) {
      const x = plot.valToPos(values[i]!, 'x', true);
      ctx.moveTo(x, foot);
      ctx.lineTo(x, foot - 0.07 * bbox.height);
    }
    ctx.stroke();
    ctx.restore();
  };
}

/** A strip along the top of the plot that changes colour where the level changes, and a line down at every change. */
export function strips(bounds: readonly number[], colourOf: (strip: number) => Colour): Mark {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = resolve(colours.reference);
    ctx.lineWidth = 0.75 * devicePixelRatio;
    ctx.globalAlpha = 0.55;
    for (let strip = 0; strip + 1 < bounds.length; strip++) {
      const left = plot.valToPos(bounds[strip]!, 'x', true);
      const right = plot.valToPos(bounds[strip + 1]!, 'x', true);
      if (strip > 0) {
        ctx.beginPath();
        ctx.moveTo(left, bbox.top);
        ctx.lineTo(left, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.save();
      ctx.globalAlpha = 1;
      ctx.fillStyle = resolve(colourOf(strip));
      ctx.fillRect(left, bbox.top, right - left, 8 * devicePixelRatio);
      ctx.restore();
    }
    ctx.restore();
  };
}
