import { make } from '../dom.ts';
import type { NoticeReport } from '../protocol.ts';
import type { Panel } from './panel.ts';
import { button } from './parts.ts';

/** What went wrong, or was lost and came back. */
export const notices: Panel = {
  ...{ name: 'notices', title: 'Notices' },
  mount(element, lab) {
    const trouble = make('div', { className: 'notice trouble-notice', role: 'alert', hidden: true });
    const status = make('div', { className: 'notice status-notice', role: 'status', hidden: true });
    element.append(trouble, status);
    const hide = (notice: HTMLElement): void => {
      notice.replaceChildren();
      notice.hidden = true;
    };
    const show = ({ level, text }: NoticeReport): void => {
      const notice = level === 'trouble' ? trouble : status;
      if (notice.firstChild?.textContent === text) return;
      notice.hidden = false;
      notice.dataset.level = level;
      notice.replaceChildren(
        make('p', {}, text),
        closing(() => hide(notice)),
      );
    };
    const ends = [
      // Nothing is wrong any more before it is tried again.
      lab.watch(() => hide(trouble)),
      // Nor is the last file, once another has come.
      lab.on('adopt', () => hide(status)),
      // Last, since all three begin at once: what was said before the panel was there is to be seen.
      lab.on('notice', show),
    ];
    return () => {
      for (const end of ends) end();
      trouble.remove();
      status.remove();
    };
  },
};

/** Shows what of a link was not taken, until it is closed. */
export function showRefused(element: HTMLElement, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  const list = make('ul', {}, ...sentences.map((sentence) => make('li', {}, sentence)));
  const notice = make('div', { className: 'notice refused-notice', role: 'alert' });
  notice.append(
    make('div', {}, make('p', {}, 'Not all of the link could be taken. What is left out has its usual value:'), list),
    closing(() => notice.remove()),
  );
  element.append(notice);
}

function closing(close: () => void): HTMLButtonElement {
  const element = button('×', 'close', close);
  element.setAttribute('aria-label', 'Close');
  return element;
}
