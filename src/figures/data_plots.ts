import { dataBins, histogram } from '../tutorial/histogram.ts';
import { count } from '../tutorial/numbers.ts';
import { grid, target } from '../tutorial/settings.ts';
import { rug } from './marks.ts';
import { exactLine, xAxis } from './network_plots.ts';
import { panel } from './panel.ts';
import type { Plot, Style } from './plot.ts';
import { colours } from './theme.ts';

export const bars: Style = { colour: colours.bars, bars: true };

/** Histogram of the data, with the density that they are drawn from. */
export function dataHistogram(values: Float32Array): Plot {
  const { centres, density } = histogram(values, dataBins);
  return panel({
    name: 'data',
    title: `Histogram of ${count(values.length)} draws`,
    description: 'Histogram of the data with the density of the target',
    x: { label: 'x', range: [dataBins.from, dataBins.to] },
    y: { label: 'density' },
    layers: [
      { x: centres, y: density, style: bars },
      { x: grid.values, y: Array.from(grid.values, (x) => target.pdf(x)), style: exactLine },
    ],
    legend: [
      { label: `data, ${dataBins.bins} bins`, style: bars },
      { label: 'target p', style: exactLine },
    ],
  });
}

/** The exact score of the target, with the data as ticks. */
export function scoreOfTarget(values: Float32Array): Plot {
  return panel({
    name: 'exact score',
    title: '∇ log p(x) and the data',
    description: 'Exact score of the target, with a tick for every datum',
    x: xAxis,
    y: { label: 'score ∇ log p(x)' },
    layers: [
      { x: grid.values, y: Array.from(grid.values, (x) => target.score(x)[0]!), style: { ...exactLine, dash: [] } },
    ],
    legend: [
      { label: 'exact', style: { ...exactLine, dash: [] } },
      { label: 'data', style: { colour: colours.data, width: 8, dash: [1, 3] } },
    ],
    over: rug(values, colours.data),
  });
}
