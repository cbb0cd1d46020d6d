import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import { fileInput } from '../file_input.ts';
import type { Panel } from '../panel.ts';
import { addressOfNow, followAddress } from './address.ts';
import { downloadMenu } from './download.ts';
import { copied } from './save.ts';

/** Milliseconds for which it is said that something went well. */
const praise = 4000;

/** Links, files and code of the run; the address follows the settings. */
export const keep: Panel = {
  ...{ name: 'keep', title: 'Keep' },
  mount(element, lab) {
    const said = make('p', { className: 'said', role: 'status' });
    const field = make('input', {
      type: 'text',
      readOnly: true,
      hidden: true,
      aria: { label: 'The link, to be copied' },
    });
    let timer: ReturnType<typeof setTimeout> | undefined;

    function say(text: string, refused = false): void {
      clearTimeout(timer);
      field.hidden = true;
      said.textContent = text;
      said.dataset.state = refused ? 'refused' : 'done';
      if (!refused) timer = setTimeout(() => say(''), praise);
    }

    async function share(): Promise<void> {
      const link = addressOfNow(lab);
      const note = notInLink(lab);
      if (await copied(link)) return say(`Link copied. ${note}`.trim(), note !== '');
      say(`Copy this link. ${note}`.trim(), true);
      field.hidden = false;
      field.value = link;
      field.select();
    }

    const input = fileInput(lab, 'keep-file');

    async function showCode(): Promise<void> {
      try {
        const { openCode } = await import('./code_dialog.ts');
        await openCode(lab);
      } catch (error) {
        say(error instanceof Error ? error.message : String(error), true);
      }
    }

    const menu = downloadMenu(lab, say);
    const row = make(
      'div',
      { className: 'keep' },
      button('Link', 'keep-link', 'Copy a link that makes this run again', share),
      menu.element,
      button('Open', 'keep-open', 'Open data (CSV, npy, npz) or a model (safetensors); it stays on this machine', () =>
        input.click(),
      ),
      button('Code', 'keep-code', 'This run as a program and as commands', showCode),
      ...[input, field, said],
    );
    element.append(row);
    const endAddress = followAddress(lab);
    return () => {
      clearTimeout(timer);
      endAddress();
      menu.dispose();
      row.remove();
    };
  },
};

/** What whoever opens the link has to be sent besides. */
function notInLink(lab: Lab): string {
  const given = lab.latest('training')?.given === 'file';
  const file = lab.settings.source === 'file';
  const missing = [...(given ? ['the model'] : []), ...(file ? ['the file of the data'] : [])];
  return missing.length === 0 ? '' : `It does not hold ${missing.join(' or ')}: send that, too.`;
}

function button(label: string, id: string, title: string, press: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', id, title }, label);
  made.addEventListener('click', press);
  return made;
}
