import type { Model } from '../network.ts';
import {
  type Curve,
  exactDensity,
  exactScore,
  finalRange,
  learnedScore,
  recoveredDensity,
} from '../tutorial/curves.ts';
import { grid, noise, smallestSigma } from '../tutorial/settings.ts';
import { fillRange } from './marks.ts';
import { panel } from './panel.ts';
import type { Axis, Drawn, Layer, Style } from './plot.ts';
import { colours, levelColour } from './theme.ts';

/** A plot of the network at one moment of its training. */
export interface NetworkPlot extends Drawn {
  /** Draws the network as it is then. */
  show(model: Model): void;
}

/** A function of x and σ that the network has learned, and the exact one. */
interface Quantity {
  readonly title: string;
  readonly learnedLabel: string;
  readonly y: Axis;
  readonly learned: (model: Model, sigma: number) => Curve;
  readonly exact: (sigma: number) => Curve;
}

const quantities = {
  score: {
    title: 'Score',
    learnedLabel: 'learned',
    y: { label: 'score s(x, σ)', range: [-8, 8] },
    learned: learnedScore,
    exact: exactScore,
  },
  density: {
    title: 'Density',
    learnedLabel: 'from the learned score',
    y: { label: 'density', range: [0, 0.45] },
    learned: (model, sigma) => recoveredDensity(learnedScore(model, sigma)),
    exact: exactDensity,
  },
} satisfies Record<string, Quantity>;

/** The whole grid of the tutorial. */
export const xAxis: Axis = { label: 'x', range: [-10, 10] };

/** The exact curve in every plot. */
export const exactLine: Style = { colour: colours.exact, width: 1.6, dash: [6, 4] };

const { levels } = noise;

/** What the network has learned, at all noise levels or at σ_L alone, beside what is exact. */
export function networkPlot(
  what: keyof typeof quantities,
  at: 'all levels' | 'last level',
  model: Model,
  moment = 'trained',
): NetworkPlot {
  const { title, learnedLabel, y, learned, exact }: Quantity = quantities[what];
  const all = at === 'all levels';
  const sigmas = all ? levels : [smallestSigma];
  const learnedStyle = (level: number): Style =>
    all ? { colour: levelColour(level, levels.length), width: 1.6 } : { colour: colours.learned, width: 2.5 };

  const exactLayers: Layer[] = sigmas.map((sigma) => ({
    x: grid.values,
    y: exact(sigma),
    style: all ? { ...exactLine, width: 1, dash: [4, 4] } : exactLine,
  }));
  // One exact curve goes above the learned one, but many would hide what they are compared with.
  const layers = (current: Model): Layer[] => [
    ...(all ? exactLayers : []),
    ...sigmas.map((sigma, level) => ({ x: grid.values, y: learned(current, sigma), style: learnedStyle(level) })),
    ...(all ? [] : exactLayers),
  ];

  const { update, ...drawn } = panel({
    name: `${what}, ${at}, ${moment}`,
    title: all ? `${title} at all ${levels.length} noise levels` : `${title} at σ = ${smallestSigma} alone`,
    description: `${title} as learned and exact, ${all ? 'a curve for each noise level' : `at σ = ${smallestSigma}`}`,
    x: xAxis,
    y,
    layers: layers(model),
    legend: [
      all
        ? {
            label: `${learnedLabel}, σ = ${levels[0]!.toFixed(1)} … ${smallestSigma}`,
            style: { levels: levels.length },
          }
        : { label: learnedLabel, style: learnedStyle(0) },
      { label: 'exact', style: exactLine },
      ...(all ? [] : [{ label: '99.9 % of the noisy data', style: { colour: colours.range, bars: true } }]),
    ],
    ...(!all && { under: fillRange(finalRange) }),
  });
  return { ...drawn, show: (current) => update(layers(current)) };
}
