import type { EngineKind } from '../../src/index.ts';
import { defaults, type TutorialOptions } from '../../src/tutorial/settings.ts';

export type EngineChoice = 'auto' | EngineKind;

/** Fills the form from the address (`?engine=cpu&seed=1&steps=200&particles=1024`), or else with the tutorial's settings. */
export function fillForm(form: HTMLFormElement): void {
  const given = new URLSearchParams(location.search);
  for (const name of ['seed', 'steps', 'particles'] as const)
    field(form, name).value = given.get(name) ?? String(defaults[name]);
  const engine = field(form, 'engine');
  engine.value = given.get('engine') ?? 'auto';
  // A name that is not in the list leaves none chosen.
  if (!engine.value) engine.value = 'auto';
}

export function engineChoice(form: HTMLFormElement): EngineChoice {
  return field(form, 'engine').value as EngineChoice;
}

/** What the form says; its own rules have been checked by the browser. */
export function tutorialOptions(form: HTMLFormElement): TutorialOptions {
  const [seed, steps, particles] = ['seed', 'steps', 'particles'].map((name) => Number(field(form, name).value)) as [
    number,
    number,
    number,
  ];
  return { ...defaults, seed, steps, particles };
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement {
  return form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
}
