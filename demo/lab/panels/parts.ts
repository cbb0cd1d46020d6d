import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import type { Settings } from '../settings/settings.ts';
import type { Control } from './control.ts';

/** What panels are put together of. */

/** Puts a heading and parts into an element; gives what takes them out again. */
export function mountParts(element: HTMLElement, title: string, parts: readonly Control[]): () => void {
  const heading = make('h2', { className: 'panel-title' }, title);
  element.append(heading, ...parts.map((part) => part.element));
  return () => {
    heading.remove();
    for (const part of parts) {
      part.dispose();
      part.element.remove();
    }
  };
}

/** Parts that stand together. */
export function together(className: string, ...parts: readonly Control[]): Control {
  return {
    element: make('div', { className }, ...parts.map((part) => part.element)),
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}

/** Parts that are folded away behind a line that says what they come to. */
export function folded(
  lab: Lab,
  title: string,
  summary: (settings: Settings) => string,
  parts: readonly Control[],
): Control {
  const values = make('span', { className: 'values' });
  const inside = together('controls-group', ...parts);
  const element = make(
    'details',
    { className: 'folded' },
    make('summary', {}, make('span', { className: 'of' }, title), ' ', values),
    inside.element,
  );
  const end = lab.watch((settings) => {
    values.textContent = summary(settings);
  });
  return {
    element,
    dispose() {
      end();
      inside.dispose();
    },
  };
}

/** A part that is there only for some settings. */
export function shownWhile(lab: Lab, control: Control, when: (settings: Settings) => boolean): Control {
  const end = lab.watch((settings) => {
    control.element.hidden = !when(settings);
  });
  return {
    element: control.element,
    dispose() {
      end();
      control.dispose();
    },
  };
}

/** A line of text that follows reports or settings. */
export function line(className: string, follow: (say: (text: string) => void) => () => void): Control {
  const element = make('p', { className });
  const dispose = follow((text) => {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = text === '';
  });
  return { element, dispose };
}

export function button(label: string, name: string, press: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', className: name }, label);
  element.addEventListener('click', press);
  return element;
}

/** A select of something that is no property of its own. */
export interface Select {
  readonly element: HTMLElement;
  readonly input: HTMLSelectElement;
  /** Shows a choice; one that is not offered is shown by these words. */
  show(value: string, otherwise: string): void;
}

/** @param id of the select itself */
export function selectOf(
  id: string,
  label: string,
  choices: readonly { readonly value: string; readonly words: string; readonly help?: string }[],
  choose: (value: string) => void,
): Select {
  const input = make('select', { id });
  const offered = choices.map(({ value, words, help = '' }) => make('option', { value, title: help }, words));
  const other = make('option', { value: '', disabled: true });
  input.append(...offered);
  input.addEventListener('change', () => choose(input.value));
  return {
    element: make('div', { className: 'control choice' }, make('label', { htmlFor: id }, label), input),
    input,
    show(value, otherwise) {
      const known = choices.some((choice) => choice.value === value);
      other.textContent = otherwise;
      if (known) other.remove();
      else if (!other.isConnected) input.append(other);
      input.value = known ? value : '';
    },
  };
}
