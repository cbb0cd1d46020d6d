import { make } from '../dom.ts';
import { controlFor } from './control.ts';
import type { Panel } from './panel.ts';
import { adapterSummary, engineSummary } from './summaries.ts';

/** What computes, in a chip that opens: why it is none of the faster engines, and the choice of another. */
export const engine: Panel = {
  ...{ name: 'engine', title: 'Engine' },
  mount(element, lab) {
    const name = make('span', { className: 'engine-name' }, 'Opening an engine …');
    const reasons = make('div', { className: 'reasons' });
    const control = controlFor(lab, 'engine', { words: engineWords });
    const chip = make(
      'details',
      { className: 'chip', id: 'engine-chip' },
      make('summary', {}, name),
      make('div', { className: 'popover' }, reasons, control.element),
    );
    element.append(chip);
    const away = (event: Event): void => {
      if (!chip.contains(event.target as Node)) chip.open = false;
    };
    const shut = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !chip.open) return;
      chip.open = false;
      chip.querySelector('summary')!.focus();
    };
    document.addEventListener('pointerdown', away);
    chip.addEventListener('keydown', shut);
    const end = lab.on('engine', (report) => {
      chip.dataset.engine = report.engine;
      name.textContent = engineSummary(report);
      const why = report.passedOver.map((reason) => make('li', {}, reason));
      reasons.replaceChildren(
        make('p', {}, `${adapterSummary(report)}.`),
        ...(why.length > 0 ? [make('p', {}, 'It is none of the faster ones, because:'), make('ul', {}, ...why)] : []),
      );
    });
    return () => {
      end();
      document.removeEventListener('pointerdown', away);
      control.dispose();
      chip.remove();
    };
  },
};

const engineWords = {
  ...{ auto: 'the fastest there is', webgpu: 'WebGPU, the graphics card', wasm: 'WebAssembly, all processors' },
  cpu: 'The plain reference',
} as const;
