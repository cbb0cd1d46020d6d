import uPlot from 'uplot';
import { type Colour, colours, resolve } from './theme.ts';

/** How a layer is drawn. */
export interface Style {
  readonly colour: Colour;
  /** In CSS pixels. */
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Bars from zero up, each centred at its x, touching one another. */
  readonly bars?: boolean;
}

/** One curve or one set of bars; each has its own x. */
export interface Layer {
  readonly x: ArrayLike<number>;
  /** Nothing is drawn where it is undefined. */
  readonly y: ArrayLike<number | undefined>;
  readonly style: Style;
}

export interface Axis {
  readonly label: string;
  /** Fixed limits; those of the data unless given. */
  readonly range?: readonly [least: number, most: number];
}

export interface PlotOptions {
  /** Names the plot for tests and for those who cannot see it. */
  readonly name: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  /** Draws below the curves, on the canvas. */
  readonly under?: (plot: uPlot) => void;
  /** Draws above the curves, on the canvas. */
  readonly over?: (plot: uPlot) => void;
}

/** Something to be put into the page. */
export interface Drawn {
  readonly element: HTMLElement;
  /** Takes it out of the page, and ends all that it listens to. */
  dispose(): void;
}

/** A plot in the page. */
export interface Plot extends Drawn {
  /** Draws the layers again with other values: as many as before, in the same order. */
  update(layers: readonly Pick<Layer, 'x' | 'y'>[]): void;
}

/** Height of a plot over its width, and its limits in CSS pixels. */
const shape = { aspect: 0.56, least: 240, most: 400 };

/** A plot as wide as its place, drawn once it has one, and again when that or the theme changes. */
export function plot(options: PlotOptions): Plot {
  const element = document.createElement('div');
  element.className = 'plot';
  element.dataset.plot = options.name;
  let layers: readonly Pick<Layer, 'x' | 'y'>[] = options.layers;
  let chart: uPlot | undefined;
  let width = 0;

  const place = new ResizeObserver(() => {
    if (element.clientWidth === width || element.clientWidth === 0) return;
    width = element.clientWidth;
    const size = { width, height: Math.round(Math.min(shape.most, Math.max(shape.least, width * shape.aspect))) };
    if (chart) chart.setSize(size);
    else chart = create(options, size, table(layers), element);
  });
  place.observe(element);
  const theme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => chart?.redraw();
  theme.addEventListener('change', redraw);

  return {
    element,
    update(next) {
      layers = next;
      chart?.setData(table(next));
    },
    dispose() {
      place.disconnect();
      theme.removeEventListener('change', redraw);
      chart?.destroy();
      chart = undefined;
      element.remove();
    },
  };
}

function create(
  options: PlotOptions,
  size: { width: number; height: number },
  data: uPlot.AlignedData,
  element: HTMLElement,
): uPlot {
  const { description, x, y, layers, under, over } = options;
  const chart = new uPlot(
    {
      ...size,
      series: [{}, ...layers.map(({ style }) => series(style))],
      scales: { x: { time: false, range: rangeOf(x) }, y: { range: rangeOf(y) } },
      axes: [axis(x.label, 46), axis(y.label, 64)],
      legend: { show: false },
      cursor: { show: false },
      padding: [10, 24, 0, 0],
      hooks: { drawAxes: under ? [under] : [], draw: over ? [over] : [] },
    },
    data,
    element,
  );
  chart.ctx.canvas.setAttribute('role', 'img');
  chart.ctx.canvas.setAttribute('aria-label', description);
  return chart;
}

/** uPlot wants one x for all: joins the layers, leaving gaps undefined, which its paths skip. */
function table(layers: readonly Pick<Layer, 'x' | 'y'>[]): uPlot.AlignedData {
  return uPlot.join(layers.map(({ x, y }) => [Array.from(x), Array.from(y)]));
}

function series({ colour, width = 1.5, dash, bars }: Style): uPlot.Series {
  const common: uPlot.Series = {
    stroke: () => resolve(colour),
    width,
    points: { show: false },
    ...(dash && { dash: [...dash] }),
  };
  // Rounded to whole pixels, a smooth curve would look like a staircase.
  if (!bars) return { ...common, pxAlign: 0 };
  const paths = uPlot.paths.bars?.({ size: [1, Number.POSITIVE_INFINITY], gap: 0 });
  return { ...common, width: 0, fill: () => resolve(colour), ...(paths && { paths }) };
}

function rangeOf({ range }: Axis): uPlot.Scale.Range {
  if (range) return [...range];
  // A little air above, and no more than that below: zero stays zero.
  return (_, least, most) => {
    const span = most - least || 1;
    return [least === 0 ? 0 : least - 0.05 * span, most + 0.05 * span];
  };
}

function axis(label: string, size: number): uPlot.Axis {
  const font = 'system-ui, sans-serif';
  return {
    label,
    labelSize: 20,
    labelFont: `13px ${font}`,
    font: `12px ${font}`,
    size: size - 20,
    stroke: () => resolve(colours.muted),
    grid: { stroke: () => resolve(colours.grid), width: 1 },
    ticks: { stroke: () => resolve(colours.grid), width: 1, size: 5 },
  };
}
