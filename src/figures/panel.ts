import { type LegendEntry, legend } from './legend.ts';
import { type Plot, type PlotOptions, plot } from './plot.ts';

/** A plot under its title and legend. */
export interface PanelOptions extends PlotOptions {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
}

/** @see plot */
export function panel({ title, legend: entries, ...options }: PanelOptions): Plot {
  const element = document.createElement('div');
  element.className = 'panel';
  const heading = document.createElement('h3');
  heading.textContent = title;
  const drawn = plot(options);
  element.append(heading, legend(entries), drawn.element);
  return {
    element,
    update: drawn.update,
    dispose() {
      drawn.dispose();
      element.remove();
    },
  };
}
