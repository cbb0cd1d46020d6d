import type { Kind } from './kinds.ts';
import { type Part, type Property, type PropertyName, properties, propertyNames } from './properties.ts';

/** All that can be chosen on the page: plain data. With the step that the training has come to, it says what the page shows. */
export type Settings = {
  readonly [Name in PropertyName]: (typeof properties)[Name]['kind'] extends Kind<infer Value> ? Value : never;
};

export const defaults = Object.fromEntries(
  propertyNames.map((name) => [name, properties[name].kind.initial]),
) as unknown as Settings;

/** A property by its name, whatever the type of its value. */
export function propertyOf(name: PropertyName): Property {
  return properties[name] as unknown as Property;
}

/** Settings with those of `given` that are known and allowed; what was not is named in `refused`, a sentence each. */
export function settingsFrom(given: Readonly<Record<string, unknown>>): { settings: Settings; refused: string[] } {
  const refused: string[] = [];
  const taken: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(properties, name)) refused.push(`There is no setting of the name ${shown(name)}.`);
    else if (propertyOf(name as PropertyName).kind.accepts(value)) taken[name] = value;
    else refused.push(notAllowed(name as PropertyName, value));
  }
  return { settings: { ...defaults, ...taken } as Settings, refused };
}

/** What to say of a value that a property does not take. */
export function notAllowed(name: PropertyName, value: unknown): string {
  const { label, kind } = propertyOf(name);
  return `${label} (${name}): ${shown(value)} is not ${kind.allowed}.`;
}

/** Whether a part of two settings is the same. */
export function samePart(part: Part, one: Settings, other: Settings): boolean {
  return propertyNames.every((name) => properties[name].part !== part || same(one[name], other[name]));
}

export function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** A value from outside, short and on one line. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
