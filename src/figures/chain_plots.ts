import { exactDensity } from '../tutorial/curves.ts';
import { type Histogram, sampleBins } from '../tutorial/histogram.ts';
import { grid, noise, type SamplerName, smallestSigma, target, tutorialCounts } from '../tutorial/settings.ts';
import { bars } from './data_plots.ts';
import { strips } from './marks.ts';
import { exactLine } from './network_plots.ts';
import { panel } from './panel.ts';
import type { Drawn, Layer, Plot, Style } from './plot.ts';
import { colours, levelColour } from './theme.ts';

const { levels } = noise;

/** The particles of the tutorial's loop over its steps; `rows[t]` holds all particles after t steps. */
export function trajectories(rows: readonly Float32Array[]): Plot {
  const x = rows.map((_, step) => step);
  const last = rows.at(-1)!;
  const bounds = [0];
  for (const count of tutorialCounts) bounds.push(bounds.at(-1)! + count);
  // Seen through, so that where many run is darker than where few do.
  const positive: Style = { colour: colours.positive, width: 1 };
  const negative: Style = { colour: colours.negative, width: 1 };
  return panel({
    name: 'trajectories',
    title: `${last.length} particles over ${rows.length - 1} steps`,
    description: 'Position of every particle over the Langevin steps',
    x: { label: 'Langevin step', range: [0, rows.length - 1] },
    y: { label: 'x', range: [-8, 8] },
    layers: Array.from(last, (end, particle) => ({
      x,
      y: rows.map((row) => row[particle]!),
      style: end > 0 ? positive : negative,
    })),
    legend: [
      { label: 'ends above 0', style: { colour: colours.data, width: 2 } },
      { label: 'ends below 0', style: { colour: colours.learned, width: 2 } },
      {
        label: `level σ = ${levels[0]!.toFixed(1)} … ${smallestSigma}, a line at each change`,
        style: { levels: levels.length },
      },
    ],
    over: strips(bounds, (level) => levelColour(level, levels.length)),
  });
}

/** A histogram of particles beside what they should become. */
export interface SamplesPlot extends Drawn {
  /** Draws particles that are at noise level σ; at the last one unless given. */
  show(samples: Histogram, sigma?: number): void;
}

const targetLine: Style = { colour: colours.reference, width: 1.6, dash: [2, 3] };

const titles: Record<SamplerName, string> = {
  tutorial: "The tutorial's own loop",
  annealed: 'Annealed, steps that follow σ²',
  oracle: 'Oracle: annealed with the exact score',
};

/** Particles beside p_σ: at the end of sampling, or live, with the σ of the present level. */
export function samplesPlot(name: SamplerName, samples: Histogram, moment: 'end' | 'live' = 'end'): SamplesPlot {
  const origin: Layer = { x: grid.values, y: Array.from(grid.values, (x) => target.pdf(x)), style: targetLine };
  const layers = ({ centres, density }: Histogram, sigma: number): Layer[] => [
    { x: centres, y: density, style: bars },
    { x: grid.values, y: exactDensity(sigma), style: exactLine },
    origin,
  ];
  const { update, ...drawn } = panel({
    name: `samples, ${name}`,
    title: titles[name],
    description: `Histogram of the particles of the ${name} sampler, with the densities of the target`,
    x: { label: 'x', range: [sampleBins.from, sampleBins.to] },
    y: { label: 'density', range: [0, 0.45] },
    layers: layers(samples, smallestSigma),
    legend: [
      { label: `particles, ${sampleBins.bins} bins`, style: bars },
      {
        label: moment === 'end' ? `p at σ = ${smallestSigma}, the aim` : 'p at the present noise level',
        style: exactLine,
      },
      { label: 'target p', style: targetLine },
    ],
  });
  return { ...drawn, show: (next, sigma = smallestSigma) => update(layers(next, sigma)) };
}
