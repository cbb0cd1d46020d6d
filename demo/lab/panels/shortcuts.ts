import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import type { Panel } from './panel.ts';
import { stepSampling, toggleSampling } from './sample_transport.ts';
import { stepTraining, toggleTraining } from './train.ts';

const keys: readonly { readonly key: string; readonly name: string; readonly does: string; act(lab: Lab): void }[] = [
  { key: ' ', name: 'Space', does: 'trains, or pauses the training', act: toggleTraining },
  { key: '.', name: '.', does: 'takes one training step', act: stepTraining },
  { key: 's', name: 'S', does: 'plays, or pauses the sampling', act: toggleSampling },
  { key: ',', name: ',', does: 'takes one update of the particles', act: stepSampling },
];

/** What can be done by a key alone, in a chip that opens. */
export const shortcuts: Panel = {
  ...{ name: 'shortcuts', title: 'Keys' },
  mount(element, lab) {
    const list = make(
      'dl',
      {},
      ...keys.flatMap(({ name, does }) => [make('dt', {}, make('kbd', {}, name)), make('dd', {}, does)]),
    );
    const chip = make(
      'details',
      { className: 'chip keys' },
      make('summary', { aria: { label: 'Keys' }, title: 'Keys' }, '?'),
      make('div', { className: 'popover' }, list),
    );
    element.append(chip);
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const key = keys.find((one) => one.key === event.key.toLowerCase());
      if (!key || heldBy(event.target, key.key)) return;
      event.preventDefault();
      key.act(lab);
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
      chip.remove();
    };
  },
};

/** Whether a key means something to what has the focus. */
function heldBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  const taken =
    key === ' ' ? 'a, button, summary, input, select, textarea, dialog' : 'input[type=text], select, textarea, dialog';
  return target.closest(taken) !== null;
}
