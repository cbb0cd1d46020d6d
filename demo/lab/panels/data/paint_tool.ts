import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import { createEasel } from '../../run/easel.ts';
import { brushes, mostSpots, readPainting, shown, writePainting } from '../../run/painting.ts';
import { whole } from '../../words.ts';
import { button } from '../parts.ts';
import { createPaintCanvas, type PaintCanvas } from './paint_canvas.ts';
import { chooseSource } from './source_grid.ts';

/** Brushes, and the canvas that they paint on while the tool is open. */
export interface PaintTool {
  toggle(): void;
  dispose(): void;
}

/**
 * @param stage is painted over, and has the brushes above it
 * @param opened is called when the tool opens and closes
 */
export function createPaintTool(lab: Lab, stage: HTMLElement, opened: (open: boolean) => void): PaintTool {
  let brush: number = brushes[1];
  let easel = createEasel(readPainting(lab.settings.painting) ?? []);
  let canvas: PaintCanvas | undefined;

  const count = make('p', { className: 'progress-words', role: 'status' });
  const undo = button('Undo', 'paint-undo', () => again(easel.undo));
  const clear = button('Clear', 'paint-clear', () => again(easel.clear));
  const element = make(
    'div',
    { className: 'paint-tool', role: 'group', aria: { label: 'Painting' } },
    brushChoice(brush, (deviation) => {
      brush = deviation;
    }),
    make('div', { className: 'transport' }, undo, clear, button('Done', 'paint-done', close)),
    count,
  );

  function show(): void {
    const { length } = easel.spots;
    count.textContent = easel.full
      ? `The painting is full: it has ${whole(mostSpots)} spots.`
      : `${whole(length)} of ${whole(mostSpots)} spots`;
    undo.disabled = clear.disabled = length === 0;
    canvas?.redraw();
  }

  /** An empty canvas is nothing to learn: it waits for a stroke. */
  function commit(): void {
    const painting = writePainting(easel.spots);
    if (painting === '' || (painting === lab.settings.painting && lab.settings.source === 'painting')) return;
    lab.change({ painting });
    chooseSource(lab, 'painting');
  }

  function again(change: () => void): void {
    change();
    show();
    commit();
  }

  function open(): void {
    if (readPainting(lab.settings.painting)?.length && lab.settings.source !== 'painting')
      chooseSource(lab, 'painting');
    stage.prepend(element);
    stage.scrollIntoView({ block: 'nearest' });
    canvas = createPaintCanvas(stage, {
      get spots() {
        return easel.spots;
      },
      get brush() {
        return brush;
      },
      get clear() {
        const [x] = lab.latest('problem')?.extent ?? [];
        return lab.settings.source === 'painting' && easel.spots.length > 0 && x?.[0] === shown[0];
      },
      begin: () => easel.begin(brush),
      to(x, y) {
        easel.to(x, y);
        show();
      },
      end: commit,
      leave: close,
    });
    canvas.focus();
    show();
    opened(true);
  }

  function close(): void {
    if (!canvas) return;
    canvas.dispose();
    canvas = undefined;
    element.remove();
    opened(false);
  }

  const ends = [
    lab.watch(({ painting, source }, before) => {
      if (before && painting !== before.painting && painting !== writePainting(easel.spots)) {
        easel = createEasel(readPainting(painting) ?? []);
        show();
      }
      if (before && source !== before.source && source !== 'painting') close();
    }),
    // The stage may show another part of the plane now.
    lab.on('problem', () => canvas?.redraw()),
  ];

  return {
    toggle: () => (canvas ? close() : open()),
    dispose() {
      close();
      for (const end of ends) end();
    },
  };
}

const brushWords = ['Point', 'Fine', 'Medium', 'Wide'];

function brushChoice(chosen: number, choose: (deviation: number) => void): HTMLElement {
  const group = make('div', { className: 'brushes', role: 'radiogroup', aria: { label: 'Brush' } });
  for (const [i, deviation] of brushes.entries()) {
    const radio = make('input', {
      type: 'radio',
      name: 'brush',
      value: String(deviation),
      checked: deviation === chosen,
    });
    radio.setAttribute('aria-label', brushWords[i]!);
    radio.addEventListener('change', () => choose(deviation));
    group.append(
      make(
        'label',
        { className: `brush brush-${i}`, title: brushWords[i]! },
        radio,
        make('span', { className: 'dot' }),
      ),
    );
  }
  return group;
}
