import type { Drawn } from './plot.ts';

/** A figure: heading, panels side by side where there is room, and a caption that says what is seen and what follows. */
export interface FigureOptions {
  readonly title: string;
  readonly panels: readonly Drawn[];
  readonly caption: string;
  /** Shown between heading and panels. */
  readonly controls?: Drawn;
}

export function figure({ title, panels, caption, controls }: FigureOptions): Drawn {
  const element = document.createElement('figure');
  const heading = document.createElement('h2');
  heading.textContent = title;
  const plots = document.createElement('div');
  plots.className = 'plots';
  plots.append(...panels.map((panel) => panel.element));
  const text = document.createElement('figcaption');
  text.textContent = caption;
  element.append(heading, ...(controls ? [controls.element] : []), plots, text);
  return {
    element,
    dispose() {
      for (const part of [...panels, ...(controls ? [controls] : [])]) part.dispose();
      element.remove();
    },
  };
}
