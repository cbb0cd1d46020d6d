import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { lessons } from '../lessons/index.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { mayMove } from '../motion.ts';
import { defaults, type Settings } from '../settings/settings.ts';
import type { Panel } from './panel.ts';

const count = lessons.length;

/** Seven short lessons, each of which sets the page so that it shows what it says. */
export const learn: Panel = {
  ...{ name: 'learn', title: 'Learn' },
  mount(element, lab) {
    const place = make('div', { className: 'learn' });
    element.append(place);
    /** The lesson that is shown, or on its way. */
    let shown: number | undefined;

    /** Opens a lesson: its settings are those of the page now. */
    async function open(number: number): Promise<void> {
      if (number < 1 || number > count) return;
      const lesson = await lessonOf(number);
      lab.change({ ...settingsOf(lesson, lab.settings), lesson: number });
      begin(lab, lesson);
      place.querySelector<HTMLElement>('h2')?.focus();
    }

    /** Shows the lesson that the settings name, whoever chose it, and leaves all other settings as they are. */
    async function show(number: number): Promise<void> {
      if (number === shown) return;
      shown = number;
      place.dataset.lesson = String(number);
      if (number === 0) return place.replaceChildren(invitation(() => open(1)));
      const lesson = await lessonOf(number);
      if (shown !== number) return;
      place.replaceChildren(
        page(lesson, number, {
          go: open,
          again: () => open(number),
          close() {
            lab.change({ lesson: 0 });
            place.querySelector('button')?.focus();
          },
        }),
      );
    }

    const end = lab.watch(({ lesson }) => {
      void show(lesson);
    });
    return () => {
      end();
      shown = undefined;
      place.remove();
    };
  },
};

function lessonOf(number: number): Promise<Lesson> {
  return lessons[number - 1]!();
}

/** The settings of a lesson, from the defaults on: what was changed before is not to disturb it. */
function settingsOf({ settings }: Lesson, { engine, particles }: Settings): Settings {
  return { ...defaults, engine, particles, ...settings };
}

function begin(lab: Lab, { begins }: Lesson): void {
  const moves = mayMove();
  lab.send({ kind: 'release', point: undefined });
  lab.send({ kind: 'train', action: begins === 'training' && moves ? 'play' : 'pause' });
  if (moves) lab.send({ kind: 'sample', action: 'play' });
  else lab.send({ kind: 'seek', update: Number.MAX_SAFE_INTEGER });
}

function invitation(open: () => void): HTMLElement {
  const button = make('button', { type: 'button', className: 'invitation', id: 'learn-open' });
  button.append('New to this? ', make('span', {}, `${count} short lessons`));
  button.addEventListener('click', open);
  return button;
}

interface Ways {
  readonly go: (number: number) => void;
  readonly again: () => void;
  readonly close: () => void;
}

function page(lesson: Lesson, number: number, { go, again, close }: Ways): HTMLElement {
  const title = make('h2', { id: 'lesson-title', tabIndex: -1 }, lesson.title);
  const article = make(
    'article',
    { className: 'lesson', aria: { labelledby: 'lesson-title' } },
    make('p', { className: 'lesson-number' }, `Lesson ${number} of ${count}`),
    title,
    ...lesson.words.map((text) =>
      text.startsWith('= ') ? make('p', { className: 'formula' }, ...set(text.slice(2))) : make('p', {}, ...set(text)),
    ),
    make('p', { className: 'attempt' }, make('strong', {}, 'Try it. '), lesson.attempt),
    make('p', { className: 'sources' }, ...sourcesOf(lesson)),
    make(
      'div',
      { className: 'lesson-ways' },
      way('Back', 'lesson-back', number > 1, () => go(number - 1)),
      way(number < count ? 'Next' : 'Finish', 'lesson-next', true, () => (number < count ? go(number + 1) : close())),
      way('Show it again', 'lesson-again', true, again),
      way('Close', 'lesson-close', true, close),
    ),
  );
  article.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowRight') go(number + 1);
    else if (event.key === 'ArrowLeft') go(number - 1);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  return article;
}

/** A text with what follows each _ lowered: p_σ. */
function set(text: string): (Node | string)[] {
  return text.split(/_(\S)/).map((part, i) => (i % 2 === 0 ? part : make('sub', {}, part)));
}

function sourcesOf({ sources }: Lesson): (Node | string)[] {
  return sources.flatMap(({ label, href }, i) => [
    ...(i > 0 ? [', '] : []),
    make('a', { href, target: '_blank', rel: 'noreferrer' }, label),
  ]);
}

function way(label: string, id: string, possible: boolean, take: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button', id, disabled: !possible }, label);
  button.addEventListener('click', take);
  return button;
}
