import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import { copied } from './save.ts';

/** Shows the run as code and as commands, to be copied. */
export async function openCode(lab: Lab): Promise<void> {
  const parts = [
    await part(
      lab,
      'code',
      'With the library',
      'A program for Node.js; on the same engine it makes the same run, up to the rounding of Node’s arithmetic.',
    ),
    await part(lab, 'command', 'On the command line', 'The same training and the same samples.'),
  ];
  const close = make('button', { type: 'button', className: 'close', aria: { label: 'Close' } }, '×');
  const dialog = make(
    'dialog',
    { className: 'code-dialog', id: 'code-dialog', aria: { labelledby: 'code-title' } },
    make('header', {}, make('h2', { id: 'code-title' }, 'This run as code'), close),
    ...parts,
  );
  close.addEventListener('click', () => dialog.close());
  // What is behind it is the dialog itself to the pointer.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function part(lab: Lab, what: 'code' | 'command', title: string, words: string): Promise<HTMLElement> {
  const { bytes } = await lab.take(what);
  const text = new TextDecoder().decode(bytes);
  const pre = make('pre', { tabIndex: 0 }, make('code', {}, text));
  pre.dataset.code = what;
  const copy = make('button', { type: 'button', aria: { label: `Copy: ${title}` } }, 'Copy');
  copy.addEventListener('click', async () => {
    if (await copied(text)) copy.textContent = 'Copied';
    else {
      // Then it is for the user to copy.
      getSelection()?.selectAllChildren(pre);
      copy.textContent = 'Selected';
    }
  });
  return make(
    'section',
    {},
    make('div', { className: 'code-head' }, make('h3', {}, title), copy),
    make('p', { className: 'note' }, words),
    pre,
  );
}
