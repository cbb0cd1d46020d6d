import { type PropertyName, properties } from '../settings/properties.ts';

/** Arguments of the library that have a control of the page. */
const controls: readonly (readonly [argument: string, name: PropertyName])[] = [
  ['noise.from', 'sigmaFrom'],
  ['noise.to', 'sigmaTo'],
  ['optimizer.learningRate', 'rate'],
];

/** What an error says, by the labels of the controls that it is about. */
export function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return controls.reduce((said, [argument, name]) => said.replaceAll(argument, properties[name].label), text);
}
