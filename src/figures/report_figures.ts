import { modelAt, type ReportData } from '../tutorial/report_data.ts';
import { samplerNames } from '../tutorial/settings.ts';
import { animation } from './animation.ts';
import { captions } from './captions.ts';
import { samplesPlot, trajectories } from './chain_plots.ts';
import { dataHistogram, scoreOfTarget } from './data_plots.ts';
import { figure } from './figure.ts';
import { lossPlot } from './loss_plot.ts';
import { networkPlot } from './network_plots.ts';
import type { Drawn } from './plot.ts';

/** The figures of the tutorial, in its order. */
export function reportFigures(data: ReportData): Drawn[] {
  const trained = modelAt(data, data.frames.at(-1)!);
  return [
    figure({ title: '1. The data', panels: [dataHistogram(data.data)], caption: captions.data(data) }),
    figure({ title: '2. The exact score', panels: [scoreOfTarget(data.data)], caption: captions.score() }),
    figure({
      title: '3. The learned score',
      panels: [networkPlot('score', 'all levels', trained), networkPlot('score', 'last level', trained)],
      caption: captions.learnedScore(data),
    }),
    figure({
      title: '4. The density that the learned score stands for',
      panels: [networkPlot('density', 'all levels', trained), networkPlot('density', 'last level', trained)],
      caption: captions.density(data),
    }),
    training('5a. The score while it is learned', 'score', captions.scoreFrames(data), data),
    training('5b. The density while it is learned', 'density', captions.densityFrames(), data),
    loss(data),
    figure({
      title: '7. The Langevin chains',
      panels: [trajectories(data.trajectories)],
      caption: captions.trajectories(data),
    }),
    figure({
      title: '8. Where the particles end',
      panels: samplerNames.map((name) => samplesPlot(name, data.histograms[name])),
      caption: captions.samples(data),
    }),
  ];
}

/** An animation over the frames of the training. */
function training(title: string, what: 'score' | 'density', caption: string, data: ReportData): Drawn {
  const models = data.frames.map((frame) => modelAt(data, frame));
  const panels = (['all levels', 'last level'] as const).map((at) => networkPlot(what, at, models[0]!, 'training'));
  const controls = animation({
    label: `Training step of the ${what}`,
    steps: data.frames.map(({ step }) => step),
    show: (frame) => {
      for (const panel of panels) panel.show(models[frame]!);
    },
  });
  return figure({ title, panels, caption, controls });
}

function loss(data: ReportData): Drawn {
  const panels = (['whole', 'close'] as const).map((view) => lossPlot({ steps: data.losses.length, view }));
  for (const panel of panels) panel.show(data.losses);
  return figure({ title: '6. The loss', panels, caption: captions.loss(data) });
}
