import type { Coordinates } from '../../coordinates.ts';
import { writeModel } from '../../files/index.ts';
import { hashOfBytes } from '../../fingerprint.ts';
import type { Model } from '../../network.ts';
import type { SampleForm } from '../files/sample_content.ts';
import type { SamplingRequest } from '../options/method.ts';
import type { PartsFormat } from '../options/parts.ts';

/** All that decides which numbers samples are: plain data, equal where samples are. What computes them is not among it. */
export interface SampleSettings {
  readonly particles: number;
  readonly dimension: number;
  readonly kind: SampleForm['kind'];
  readonly coordinates: Coordinates;
  /** Columns that are rounded to whole numbers. */
  readonly rounded: readonly number[];
  readonly source: { readonly model: string } | { readonly target: string; readonly dimension: number };
  readonly sampling: Readonly<Record<string, unknown>>;
}

/** Those of samples in parts. */
export interface PartsSettings extends SampleSettings {
  readonly parts: number;
  readonly format: PartsFormat;
}

/** What tells a model from another: the hash of its file, without what only a training needs. */
export function fingerprintOfModel(model: Model): string {
  return hashOfBytes(writeModel(model));
}

/** How samples were asked for and what that came to, without what was left open. */
export function samplingSettings(
  { settings, ...asked }: SamplingRequest,
  summary: Readonly<Record<string, unknown>>,
): SampleSettings['sampling'] {
  return JSON.parse(JSON.stringify({ ...settings, ...asked, ...summary }));
}

/** What tells settings from others, in whichever order they are kept. */
export function fingerprintOfSettings(settings: PartsSettings): string {
  return hashOfBytes(new TextEncoder().encode(JSON.stringify([...leavesOf(settings)].sort())));
}

/** The first setting in which two differ, in words; undefined where they are the same. */
export function differenceOf(there: PartsSettings, here: PartsSettings): string | undefined {
  const [before, now] = [leavesOf(there), leavesOf(here)];
  for (const name of new Set([...now.keys(), ...before.keys()])) {
    const [a, b] = [before.get(name) ?? 'none', now.get(name) ?? 'none'];
    if (a !== b) return `${name} is ${a} there, but ${b} here`;
  }
  return undefined;
}

/** Each value by its path, as JSON. */
function leavesOf(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path.join(' '), JSON.stringify(value) ?? 'none']]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, [...path, key])]));
}

/** Key and value for the metadata of a file that holds such samples, or some of them from `first` on. */
export function metadataOf(
  { particles, source, sampling }: SampleSettings,
  version: string,
  first = 0,
): Readonly<Record<string, string>> {
  const of = 'model' in source ? { model: source.model } : { target: source.target };
  const { method, seed, where, guidance } = sampling;
  const context = where === undefined ? {} : { where: JSON.stringify(where), guidance };
  return Object.fromEntries(
    Object.entries({ version, seed, method, ...of, ...context, particles, first }).map(([key, value]) => [
      `scorefield.${key}`,
      String(value),
    ]),
  );
}
