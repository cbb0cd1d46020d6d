import { properties } from '../settings/properties.ts';

/** What an error says, by the label of the control where it names an argument of the library. */
export function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll('optimizer.learningRate', properties.rate.label);
}
