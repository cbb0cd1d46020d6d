import { make } from '../../dom.ts';
import { mountedFigures } from '../../figures/mounted.ts';
import type { Lab } from '../../lab.ts';
import type { ExportName } from '../../protocol.ts';
import { save } from './save.ts';

const files: readonly (readonly [what: ExportName, label: string, ending: string])[] = [
  ['model', 'Model', 'safetensors'],
  ['checkpoint', 'Model and training state', 'safetensors'],
  ['onnx', 'Model as a graph', 'onnx'],
  ['samples-csv', 'Samples', 'csv'],
  ['samples-npy', 'Samples', 'npy'],
  ['data-npy', 'Data', 'npy'],
];

/**
 * A menu of all that can be taken away.
 * @param say tells the user how it went
 */
export function downloadMenu(
  lab: Lab,
  say: (text: string, refused?: boolean) => void,
): { element: HTMLElement; dispose: () => void } {
  const list = make('div', { className: 'menu-list' });
  const element = make('details', { className: 'menu', id: 'keep-download' }, make('summary', {}, 'Download'), list);
  const close = (): void => {
    element.open = false;
  };

  /** Writes a file, and says that it was written, or why not. */
  async function take(what: () => Promise<{ name: string; content: Blob }>): Promise<void> {
    close();
    try {
      const { name, content } = await what();
      save(name, content);
      say(`Saved ${name}`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), true);
    }
  }

  const item = (label: string, ending: string, key: string, what: Parameters<typeof take>[0]): HTMLButtonElement => {
    const button = make(
      'button',
      { type: 'button' },
      make('span', {}, label),
      make('span', { className: 'ending' }, ending),
    );
    button.dataset.take = key;
    button.addEventListener('click', () => take(what));
    return button;
  };

  function fill(): void {
    const figures = mountedFigures().flatMap(({ name, title, mounted }) =>
      (['png', 'svg'] as const).map((format) =>
        item(title, format, `${name}-${format}`, async () => {
          const content = await mounted.picture(format);
          if (!content) throw new Error(`There is no ${format} of this figure: take the other format.`);
          return { name: `scorefield-${lab.settings.source}-${name}.${format}`, content };
        }),
      ),
    );
    list.replaceChildren(
      ...files.map(([what, label, ending]) =>
        item(label, ending, what, async () => {
          const { name, bytes } = await lab.take(what);
          return { name, content: new Blob([bytes]) };
        }),
      ),
      ...(figures.length > 0 ? [make('hr'), ...figures] : []),
    );
  }

  element.addEventListener('toggle', () => {
    if (element.open) fill();
  });
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !element.open) return;
    event.stopPropagation();
    close();
    element.querySelector('summary')?.focus();
  });
  const outside = (event: Event): void => {
    if (!element.contains(event.target as Node)) close();
  };
  addEventListener('pointerdown', outside);
  return { element, dispose: () => removeEventListener('pointerdown', outside) };
}
