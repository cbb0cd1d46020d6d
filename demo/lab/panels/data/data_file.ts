import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import type { ProblemReport } from '../../protocol.ts';
import { fileNameOf } from '../../run/record.ts';
import { whole } from '../../words.ts';
import type { Control } from '../control.ts';
import { fileInput } from '../file_input.ts';
import { selectOf } from '../parts.ts';
import { takeDrops } from './file_drop.ts';

/** Data of the user's own: a tile, the whole page to drop a file on, and what was read of it. */
export function dataFile(lab: Lab): Control & { readonly tile: HTMLButtonElement } {
  const input = fileInput(lab, 'data-file');
  const plus = make('span', { className: 'glyph', aria: { hidden: 'true' } }, '+');
  const tile = make(
    'button',
    { type: 'button', className: 'tile', id: 'file-open' },
    plus,
    make('span', {}, 'Your file'),
  );
  tile.addEventListener('click', () => input.click());
  tile.title = 'CSV, npy, npz, or a model in safetensors. It stays on this machine.';
  const read = make('div', { className: 'file-read', hidden: true });
  const endDrops = takeDrops((file) => lab.send({ kind: 'file', file }));

  const show = (problem: ProblemReport): void => {
    const { columns, notes, points } = problem;
    read.hidden = !columns;
    tile.dataset.chosen = String(columns !== undefined);
    if (!columns) return;
    const words = make(
      'p',
      { className: 'note' },
      `${fileNameOf(lab.settings)}: ${whole(points)} points. ${notes.join(' ')}`,
    );
    read.replaceChildren(words, ...(columns.length > 1 ? columnChoices(lab, columns) : []));
  };
  const end = lab.on('problem', show);
  return {
    element: make('div', { className: 'data-file' }, input, read),
    tile,
    dispose() {
      end();
      endDrops();
    },
  };
}

function columnChoices(lab: Lab, columns: readonly string[]): HTMLElement[] {
  const choices = columns.map((words, i) => ({ value: String(i), words }));
  const x = selectOf('data-across', 'Across', choices, (value) => lab.change({ columnX: Number(value) }));
  const none = { value: '-1', words: 'nothing: one dimension' };
  const y = selectOf('data-upwards', 'Upwards', [...choices, none], (value) => lab.change({ columnY: Number(value) }));
  const { columnX, columnY } = lab.settings;
  x.show(String(columnX), `column ${columnX}`);
  y.show(String(columnY), `column ${columnY}`);
  return [x.element, y.element];
}
