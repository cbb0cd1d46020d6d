import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import type { ChoiceKind, NumberKind } from '../settings/kinds.ts';
import type { PropertyName } from '../settings/properties.ts';
import { propertyOf, type Settings } from '../settings/settings.ts';
import { capital } from '../words.ts';

/** A labelled control in the page. */
export interface Control {
  readonly element: HTMLElement;
  dispose(): void;
}

/** How a control looks, where the kind of its property leaves a choice. */
export interface Look {
  /** `slider` for a number that is dragged; its steps are even in its logarithm where `logarithmic`. */
  readonly slider?: { readonly least: number; readonly most: number; readonly step: number };
  /** Words for choices, where their names are not to be seen. */
  readonly words?: Readonly<Record<string, string>>;
  /** How a number is written beside its slider. */
  readonly format?: (value: number) => string;
}

let controls = 0;

/** The control of a property: shows its value, changes it, and says what is allowed where what was typed is not. */
export function controlFor(lab: Lab, name: PropertyName, look: Look = {}): Control {
  const { kind, label, help } = propertyOf(name);
  const id = `control-${name}-${controls++}`;
  const trouble = make('span', { className: 'trouble', id: `${id}-trouble`, role: 'alert' });
  const change = (value: unknown): void => lab.change({ [name]: value } as Partial<Settings>);

  function refuse(input: HTMLElement, refused: boolean): void {
    input.setAttribute('aria-invalid', String(refused));
    trouble.textContent = refused ? `${capital(kind.allowed)}.` : '';
  }

  let input: HTMLElement;
  let show: (value: unknown) => void;
  let output: HTMLOutputElement | undefined;
  if (kind.type === 'choice') {
    const { choices } = kind as unknown as ChoiceKind<string>;
    const select = make('select', { id });
    select.append(
      ...choices.map((value) => make('option', { value }, look.words?.[value] ?? value.replaceAll('_', ' '))),
    );
    select.addEventListener('change', () => change(select.value));
    show = (value) => {
      select.value = String(value);
    };
    input = select;
  } else if (kind.type === 'flag') {
    const box = make('input', { id, type: 'checkbox' });
    box.addEventListener('change', () => change(box.checked));
    show = (value) => {
      box.checked = value === true;
    };
    input = box;
  } else if (look.slider) {
    const { least, most, step } = look.slider;
    const range = make('input', { id, type: 'range', min: String(least), max: String(most), step: String(step) });
    output = make('output', {});
    output.htmlFor.add(id);
    const { format = String } = look;
    range.addEventListener('input', () => change(Number(range.value)));
    show = (value) => {
      range.value = String(value);
      output!.value = format(Number(value));
      range.setAttribute('aria-valuetext', output!.value);
    };
    input = range;
  } else {
    const numeric = kind.type === 'integer' || kind.type === 'number';
    const field = make('input', {
      id,
      type: 'text',
      inputMode: numeric ? 'decimal' : 'text',
      spellcheck: false,
      autocomplete: 'off',
    });
    field.addEventListener('change', () => {
      const value = kind.parse(field.value.trim());
      refuse(field, value === undefined);
      if (value !== undefined) change(value);
    });
    // Up and down by a whole for counts, by a tenth of itself for others.
    if (numeric)
      field.addEventListener('keydown', (event) => nudge(event, field, kind as unknown as NumberKind, change));
    show = (value) => {
      if (document.activeElement === field && kind.parse(field.value.trim()) === value) return;
      field.value = kind.format(value as never);
      refuse(field, false);
    };
    input = field;
  }
  input.title = help;
  input.setAttribute('aria-describedby', trouble.id);
  const title = make('label', { htmlFor: id }, label);
  const element = make(
    'div',
    { className: `control ${look.slider ? 'slider' : kind.type}` },
    title,
    input,
    ...(output ? [output] : []),
    trouble,
  );
  element.dataset.property = name;
  const end = lab.watch((settings) => show(settings[name]));
  return { element, dispose: end };
}

function nudge(event: KeyboardEvent, field: HTMLInputElement, kind: NumberKind, change: (value: number) => void): void {
  const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
  const value = kind.parse(field.value.trim());
  if (direction === 0 || value === undefined) return;
  event.preventDefault();
  const by = kind.type === 'integer' ? 1 : Math.max(Math.abs(value) / 10, kind.least > 0 ? kind.least : 0.01);
  const next = Math.min(kind.most, Math.max(kind.least, Number((value + direction * by).toPrecision(6))));
  field.value = kind.format(next);
  change(next);
}
