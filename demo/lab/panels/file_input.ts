import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';

/** Endings of the files that the page reads. */
const accepted = '.csv,.tsv,.txt,.npy,.npz,.safetensors,.gz';

/** Asks for a file, when it is clicked by a button that is to be seen, and opens that. */
export function fileInput(lab: Lab, id: string): HTMLInputElement {
  const input = make('input', { type: 'file', accept: accepted, hidden: true, id });
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) lab.send({ kind: 'file', file });
    // The same file again is a change, too.
    input.value = '';
  });
  return input;
}
