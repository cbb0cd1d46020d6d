import type { Model, Network } from '../network.ts';
import type { Frame, TutorialResult } from './experiment.ts';
import { type Histogram, histogram, sampleBins } from './histogram.ts';
import { noise, type SamplerName, samplerNames } from './settings.ts';
import { type Summary, summarise } from './summary.ts';

/** What the report draws: small enough to travel inside the page, whatever the number of particles. */
export interface ReportData {
  readonly summary: Omit<Summary, 'losses'>;
  readonly losses: Float32Array;
  readonly data: Float32Array;
  readonly network: Network;
  readonly frames: readonly Frame[];
  readonly trajectories: readonly Float32Array[];
  readonly histograms: Readonly<Record<SamplerName, Histogram>>;
}

export function reportData(result: TutorialResult): ReportData {
  const { losses: _, ...summary } = summarise(result);
  const { losses, data, model, frames, trajectories, samplers } = result;
  const histograms = Object.fromEntries(
    samplerNames.map((name) => [name, histogram(samplers[name].samples.values, sampleBins)]),
  ) as Record<SamplerName, Histogram>;
  return { summary, losses, data: data.values, network: model.network, frames, trajectories, histograms };
}

/** The model as it was at a frame. */
export function modelAt({ network }: Pick<ReportData, 'network'>, { parameters }: Frame): Model {
  return { kind: 'network', network, noise, parameters };
}

/** Data as JSON, float arrays in base64. Holds no `<`, so that it may stand in a script element of a page. */
export function encode(data: ReportData): string {
  const json = JSON.stringify(data, (_, value) =>
    value instanceof Float32Array ? { float32: toBase64(value) } : value,
  );
  return json.replaceAll('<', '\\u003c');
}

/** The inverse of `encode`. */
export function decode(text: string): ReportData {
  return JSON.parse(text, (_, value) => (typeof value?.float32 === 'string' ? fromBase64(value.float32) : value));
}

function toBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let binary = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
}
