import type { Lab } from '../lab.ts';

/** A part of the page that is no figure: controls, words, files. Each is one file, and a line in panels/index.ts. */
export interface Panel {
  /** In addresses and styles, such as `train`. */
  readonly name: string;
  readonly title: string;
  /** Puts the panel into an element; gives what takes it out again. */
  mount(element: HTMLElement, lab: Lab): () => void;
}
