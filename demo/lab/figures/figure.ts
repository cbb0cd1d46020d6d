import { createLab, type Lab } from '../lab.ts';
import { mayMove } from '../motion.ts';
import { type Settings, settingsFrom } from '../settings/settings.ts';

/** A figure in a page. */
export interface Mounted {
  /** Takes it out of the page, and ends what it began. */
  dispose(): void;
  /** The figure as it is, as a file; absent where there is none of this format. */
  picture(format: 'png' | 'svg'): Promise<Blob | undefined>;
}

/** A figure of the lab, which mounts by itself in any page. */
export interface Figure {
  /** In names of files, such as `loss`. */
  readonly name: string;
  /** Above it. */
  readonly title: string;
  /**
   * Puts the figure into an element, which gives it its size.
   * @param state a lab that other figures share, or settings, of which a lab of its own is made
   */
  mount(element: HTMLElement, state: Lab | Partial<Settings>): Mounted;
}

/** A figure from what shows it of a lab. */
export function figure(name: string, title: string, show: (element: HTMLElement, lab: Lab) => Mounted): Figure {
  return {
    ...{ name, title },
    mount(element, state) {
      if (isLab(state)) return show(element, state);
      const { settings, refused } = settingsFrom(state);
      if (refused.length > 0) throw new RangeError(refused.join(' '));
      const own = createLab({ settings, trained: undefined, sampled: undefined, calm: !mayMove() });
      const mounted = show(element, own);
      return {
        ...mounted,
        dispose() {
          mounted.dispose();
          own.dispose();
        },
      };
    },
  };
}

function isLab(state: Lab | Partial<Settings>): state is Lab {
  return 'send' in state;
}
