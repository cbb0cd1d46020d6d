import type { Lab } from '../../lab.ts';
import { writeLink } from '../../settings/link.ts';

/** Milliseconds after the last change before it is in the address: browsers refuse to write that too often. */
const delay = 300;

/**
 * Keeps the settings in the address, so that a page that is loaded again is the same; an address that the user changes is opened. How
 * far the run has come is in it only once somebody asks for a link. Gives what ends that.
 */
export function followAddress(lab: Lab): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    timer = undefined;
    const settings = lab.settings;
    history.replaceState(history.state, '', writeLink({ settings, trained: undefined, sampled: undefined }));
  };
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    write();
  };
  const end = lab.watch((_, before) => {
    // The address as it came may say more than the settings.
    if (!before) return;
    clearTimeout(timer);
    timer = setTimeout(write, delay);
  });
  // What is written here is no such event.
  const open = (): void => location.reload();
  addEventListener('hashchange', open);
  addEventListener('pagehide', flush);
  return () => {
    end();
    clearTimeout(timer);
    removeEventListener('hashchange', open);
    removeEventListener('pagehide', flush);
  };
}

/** Writes the link of this moment into the address, and gives it. */
export function addressOfNow(lab: Lab): string {
  history.replaceState(history.state, '', writeLink(lab.shared()));
  return location.href;
}
