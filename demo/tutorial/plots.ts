import { samplesPlot, trajectories } from '../../src/figures/chain_plots.ts';
import { lossPlot } from '../../src/figures/loss_plot.ts';
import { networkPlot } from '../../src/figures/network_plots.ts';
import type { Drawn } from '../../src/figures/plot.ts';
import type { Tutorial, TutorialProgress } from '../../src/tutorial/experiment.ts';
import { histogram, sampleBins } from '../../src/tutorial/histogram.ts';
import { noise, type SamplerName, samplerNames } from '../../src/tutorial/settings.ts';

/** The plots of one run. */
export interface Plots {
  /** Draws how the run stands. */
  show(progress: TutorialProgress): Promise<void>;
  /** Takes them out of the page. */
  dispose(): void;
}

/** Puts the plots of a run into the page; those of the run before are to be disposed of first. */
export function createPlots(tutorial: Tutorial, steps: number): Plots {
  // A row of plots for the whole, and one for a closer look.
  const rows = (['whole', 'close'] as const).map((view) => {
    const at = view === 'whole' ? 'all levels' : 'last level';
    return {
      loss: lossPlot({ steps, view }),
      score: networkPlot('score', at, tutorial.initial),
      density: networkPlot('density', at, tutorial.initial),
    };
  });
  const empty = histogram([], sampleBins);
  const samples = Object.fromEntries(samplerNames.map((name) => [name, samplesPlot(name, empty, 'live')])) as Record<
    SamplerName,
    ReturnType<typeof samplesPlot>
  >;
  const drawn: Drawn[] = [];
  const add = (id: string, panels: readonly Drawn[]): void => {
    drawn.push(...panels);
    document.getElementById(id)!.append(...panels.map(({ element }) => element));
  };
  add(
    'training',
    rows.flatMap(({ loss, score, density }) => [loss, score, density]),
  );
  add('sampling', Object.values(samples));

  return {
    async show(progress) {
      if (progress.phase === 'training') {
        for (const { loss, score, density } of rows) {
          loss.show(progress.losses);
          score.show(progress.model);
          density.show(progress.model);
        }
        return;
      }
      const { values } = await progress.samples();
      samples[progress.sampler].show(histogram(values, sampleBins), noise.levels[progress.level]);
      const finished = progress.sampler === 'tutorial' && progress.completed === progress.total;
      if (finished) add('chains', [trajectories(tutorial.trajectories)]);
    },
    dispose() {
      for (const panel of drawn) panel.dispose();
    },
  };
}
