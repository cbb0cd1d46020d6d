import { make } from '../../dom.ts';
import { type Canvas, createCanvas } from './canvas.ts';
import type { Sheet } from './sheet.ts';

/** A drawn figure in the page: its title, its canvas, controls, and what it says in words. */
export interface Plate {
  readonly element: HTMLElement;
  readonly canvas: Canvas;
  /** Says in words what is to be seen. */
  say(words: string): void;
  /** Takes it in and out of the page: figures hide themselves where there is nothing that they could show. */
  show(shown: boolean): void;
  dispose(): void;
}

export interface PlateOptions {
  /** Of the figure, as in names of files. */
  readonly name: string;
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly draw: (sheet: Sheet) => void;
  /** Between the canvas and the words. */
  readonly controls?: readonly Node[];
}

export function createPlate({ name, title, label, draw, controls = [] }: PlateOptions): Plate {
  const canvas = createCanvas(label, draw);
  const caption = make('figcaption', {});
  const element = make('figure', { className: 'plate' }, make('h3', {}, title), canvas.element, ...controls, caption);
  element.dataset.figure = name;
  return {
    ...{ element, canvas },
    say(words) {
      if (caption.textContent !== words) caption.textContent = words;
    },
    show(shown) {
      element.hidden = !shown;
      if (shown) canvas.redraw();
    },
    dispose() {
      canvas.dispose();
      element.remove();
    },
  };
}
