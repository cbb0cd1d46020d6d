import { make } from '../../dom.ts';

/** Takes files that are dropped anywhere on the page, and shows while one is over it that it may be; gives what ends that. */
export function takeDrops(take: (file: File) => void): () => void {
  const veil = make(
    'div',
    { className: 'drop-veil', hidden: true },
    make('p', {}, 'Drop data (CSV, npy, npz) or a model (safetensors)'),
  );
  document.body.append(veil);
  const ends = new AbortController();
  const { signal } = ends;
  /** Elements of the page that the file is over: one is entered before the other is left. */
  let over = 0;
  const show = (now: number): void => {
    over = now;
    veil.hidden = over === 0;
  };
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragenter', (event) => holdsFiles(event) && show(over + 1), { signal });
  addEventListener('dragleave', (event) => holdsFiles(event) && show(Math.max(0, over - 1)), { signal });
  addEventListener('dragover', (event) => holdsFiles(event) && event.preventDefault(), { signal });
  addEventListener(
    'drop',
    (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      show(0);
      const file = event.dataTransfer?.files[0];
      if (file) take(file);
    },
    { signal },
  );
  return () => {
    ends.abort();
    veil.remove();
  };
}
