import { type PropertyName, properties, propertyNames } from './properties.ts';
import { defaults, notAllowed, propertyOf, type Settings, same, settingsFrom } from './settings.ts';

/** What a link holds: the settings, and how far training and sampling had come. */
export interface Shared {
  readonly settings: Settings;
  /** Steps that the training had taken; undefined where the link does not say. */
  readonly trained: number | undefined;
  /** Updates that the particles had made; undefined where the link does not say. */
  readonly sampled: number | undefined;
}

/** Of the list of properties and their defaults: a link of another version may mean another run. */
export const version = '1';
/** Longer links are not read: no state of the page needs them. */
const longest = 16_384;
const most = 1e9;

/** Writes a hash such as `#v=1&source=rings&trained=3000`; settings that have their defaults are left out. */
export function writeLink({ settings, trained, sampled }: Shared): string {
  const entries: [string, string][] = [['v', version]];
  for (const name of propertyNames) {
    if (same(settings[name], defaults[name])) continue;
    entries.push([name, propertyOf(name).kind.format(settings[name])]);
  }
  if (trained !== undefined) entries.push(['trained', String(trained)]);
  if (sampled !== undefined) entries.push(['sampled', String(sampled)]);
  return `#${new URLSearchParams(entries)}`;
}

/** Reads a hash, which anyone may have written: what it does not allow is left at its default and named in `refused`. */
export function readLink(hash: string): Shared & { readonly refused: readonly string[] } {
  const nothing = { settings: defaults, trained: undefined, sampled: undefined };
  const text = hash.replace(/^#/, '');
  if (text === '') return { ...nothing, refused: [] };
  if (text.length > longest)
    return {
      ...nothing,
      refused: [`The link is ${text.length} characters long; those of this page have at most ${longest}.`],
    };
  const entries = new URLSearchParams(text);
  const given = entries.get('v');
  if (given !== version)
    return {
      ...nothing,
      refused: [
        `The link is ${given === null ? 'of no version' : 'of another version'} of this page, which reads version ${version}.`,
      ],
    };
  entries.delete('v');
  const refused: string[] = [];
  const values: [name: string, value: unknown][] = [];
  const counts: Record<'trained' | 'sampled', number | undefined> = { trained: undefined, sampled: undefined };
  for (const [name, value] of entries) {
    if (name === 'trained' || name === 'sampled') {
      if (/^\d{1,10}$/.test(value) && Number(value) <= most) counts[name] = Number(value);
      else refused.push(`${name}: ${value.slice(0, 60)} is not a whole number from 0 to ${most}.`);
    } else if (Object.hasOwn(properties, name)) {
      const parsed = propertyOf(name as PropertyName).kind.parse(value);
      if (parsed === undefined) refused.push(notAllowed(name as PropertyName, value));
      else values.push([name, parsed]);
    } else values.push([name, value]);
  }
  const read = settingsFrom(Object.fromEntries(values));
  return { settings: read.settings, ...counts, refused: [...refused, ...read.refused] };
}
