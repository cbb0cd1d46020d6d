import type { Settings } from '../settings/settings.ts';

/** A short step of the course: words, and the settings of the page that show what they say. */
export interface Lesson {
  readonly title: string;
  /** Paragraphs; one that begins with = is a formula on a line of its own. What follows _ is set as an index. */
  readonly words: readonly string[];
  /** Something to do, and what is seen then. */
  readonly attempt: string;
  readonly sources: readonly { readonly label: string; readonly href: string }[];
  /** All others have their defaults, but for the engine and the number of particles. */
  readonly settings: Partial<Settings>;
  /** What begins once the settings are there. */
  readonly begins: 'training' | 'sampling';
}
