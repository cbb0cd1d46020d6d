import { leastLoss } from '../tutorial/measures.ts';
import { panel } from './panel.ts';
import type { Drawn, Style } from './plot.ts';
import { colours } from './theme.ts';

/** The loss of every step, with the least that any network can have on average. */
export interface LossPlot extends Drawn {
  show(losses: ArrayLike<number>): void;
}

const each: Style = { colour: colours.bars, width: 1 };
const smooth: Style = { colour: colours.learned, width: 2.2 };
const least: Style = { colour: colours.exact, width: 1.6, dash: [6, 4] };

/** Steps that the running mean takes in. */
const span = 51;

const views = {
  whole: { title: 'Loss from the first step', range: undefined },
  close: { title: 'Loss close to the optimum', range: 0.03 },
};

/** The loss of a training of so many steps: all of it, or a band about the optimum alone. */
export function lossPlot({ steps, view }: { steps: number; view: keyof typeof views }): LossPlot {
  const { title, range } = views[view];
  const layers = (losses: ArrayLike<number>) => {
    const x = Array.from(losses, (_, i) => i + 1);
    return [
      { x, y: losses, style: each },
      { x, y: runningMean(losses), style: smooth },
      { x: [1, steps], y: [leastLoss, leastLoss], style: least },
    ];
  };
  const { update, ...drawn } = panel({
    name: `loss, ${view}`,
    title,
    description: 'Loss of every training step, its running mean, and the optimum',
    x: { label: 'training step', range: [0, Math.max(steps, 2)] },
    y: { label: 'loss', ...(range && { range: [leastLoss - range, leastLoss + range] }) },
    layers: layers([]),
    legend: [
      { label: 'each step', style: each },
      { label: `mean of ${span} steps`, style: smooth },
      { label: `optimum ${leastLoss.toFixed(4)}`, style: least },
    ],
  });
  return { ...drawn, show: (losses) => update(layers(losses)) };
}

/**
 * Mean of `span` values centred at each; of fewer, still centred, near the start, where the loss falls fast; and none
 * near the end, where so few would show their scatter.
 */
function runningMean(values: ArrayLike<number>): (number | undefined)[] {
  const sums = [0];
  for (let i = 0; i < values.length; i++) sums.push(sums[i]! + values[i]!);
  return Array.from(values, (_, i) => {
    const reach = Math.min((span - 1) / 2, i);
    return i + reach < values.length ? (sums[i + reach + 1]! - sums[i - reach]!) / (2 * reach + 1) : undefined;
  });
}
