import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import { mayMove } from '../../motion.ts';
import type { TargetName } from '../../protocol.ts';
import { readPainting, writePainting } from '../../run/painting.ts';
import { targets } from '../../settings/properties.ts';
import { withSource } from '../../settings/recipes.ts';
import type { Control } from '../control.ts';
import { targetWords } from '../words.ts';
import { createThumbnail } from './thumbnail.ts';

/** What the tile of a painting shows before there is one. */
const example = writePainting(
  Array.from({ length: 60 }, (_, i) => ({ x: 3 - i / 10, y: 1.6 * Math.sin(i / 8), deviation: 0.25 })),
);

/** Begins to learn other data. */
export function chooseSource(lab: Lab, source: TargetName | 'painting'): void {
  lab.change(withSource(lab.settings, source));
  if (mayMove()) lab.send({ kind: 'train', action: 'play' });
}

/**
 * Pictures of the targets, of which one is chosen, and one of the user's own painting.
 * @param more tiles behind them
 */
export function sourceGrid(
  lab: Lab,
  paint: () => void,
  more: readonly HTMLElement[],
): Control & { readonly painting: HTMLButtonElement } {
  const tiles = targets.map((target) => {
    const thumbnail = createThumbnail();
    const radio = make('input', { type: 'radio', name: 'source', value: target, id: `source-${target}` });
    radio.addEventListener('change', () => chooseSource(lab, target));
    const tile = make(
      'label',
      { className: 'tile', htmlFor: radio.id },
      radio,
      thumbnail.element,
      make('span', {}, targetWords[target]),
    );
    return { target, thumbnail, radio, tile };
  });
  const own = createThumbnail();
  const painting = make(
    'button',
    { type: 'button', className: 'tile', id: 'paint-open' },
    own.element,
    make('span', {}, 'Paint'),
  );
  painting.addEventListener('click', paint);
  const radios = make('div', { className: 'radios', role: 'radiogroup', aria: { label: 'Data' } });
  radios.append(...tiles.map(({ tile }) => tile));

  const ends = [
    lab.watch((settings, before) => {
      for (const { target, radio } of tiles) radio.checked = settings.source === target;
      painting.dataset.chosen = String(settings.source === 'painting');
      if (settings.painting !== before?.painting) own.paint(readPainting(settings.painting || example) ?? []);
    }),
    lab.on('thumbnail', (report) => {
      tiles.find(({ target }) => target === report.target)?.thumbnail.show(report);
    }),
  ];
  lab.send({ kind: 'thumbnails', targets });
  return {
    element: make('div', { className: 'tiles' }, radios, painting, ...more),
    painting,
    dispose() {
      for (const end of ends) end();
      for (const { thumbnail } of tiles) thumbnail.dispose();
      own.dispose();
    },
  };
}
