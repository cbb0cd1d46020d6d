import { make } from '../../dom.ts';
import { createCanvas } from '../../figures/drawing/canvas.ts';
import type { Sheet } from '../../figures/drawing/sheet.ts';
import { planeMap, pointOfEvent } from '../../figures/stage/plane_map.ts';
import { extent, type Spot, shown } from '../../run/painting.ts';
import { drawSpots } from './thumbnail.ts';

/** What is done on the canvas: strokes of a brush, in the coordinates of the plane. */
export interface Strokes {
  readonly spots: readonly Spot[];
  /** Half the way that an arrow key goes. */
  readonly brush: number;
  /** Whether the figure below shows the same part of the plane, so that it may be seen. */
  readonly clear: boolean;
  begin(): void;
  to(x: number, y: number): void;
  end(): void;
  leave(): void;
}

/** A canvas over the stage: takes strokes from pointers, fingers and keys, and shows the spots at once. */
export interface PaintCanvas {
  redraw(): void;
  focus(): void;
  dispose(): void;
}

const square = [shown, shown];
const label = 'Canvas to paint on: arrow keys move the brush, space paints, Escape ends';

/** @param stage is covered where it shows the plane */
export function createPaintCanvas(stage: HTMLElement, strokes: Strokes): PaintCanvas {
  /** Of the brush that keys move; undefined where a pointer paints. */
  let cursor: readonly [number, number] | undefined;
  let pressed = false;
  const canvas = createCanvas(label, draw);
  const { element } = canvas;
  element.classList.add('paint-canvas');
  element.setAttribute('role', 'application');
  element.tabIndex = 0;
  const words = make('p', { className: 'paint-words' }, 'Paint here');
  stage.append(element, words);
  stage.dataset.painting = 'true';

  function draw(sheet: Sheet): void {
    const { context, width, height, theme } = sheet;
    const { toPixel } = planeMap(square, { left: 0, top: 0, width, height });
    if (!strokes.clear) {
      context.fillStyle = theme.surface;
      context.fillRect(0, 0, width, height);
    }
    const [left, top] = toPixel(-extent, extent);
    const [right, bottom] = toPixel(extent, -extent);
    context.strokeStyle = theme.reference;
    context.lineWidth = 1;
    context.setLineDash([2, 4]);
    context.strokeRect(left, top, right - left, bottom - top);
    context.setLineDash([]);
    drawSpots(sheet, strokes.spots, strokes.clear ? 0.6 : 1);
    if (!cursor) return;
    const [x, y] = toPixel(...cursor);
    context.strokeStyle = theme.ink;
    context.beginPath();
    context.arc(x, y, Math.max(4, (2 * strokes.brush * width) / (shown[1] - shown[0])), 0, 2 * Math.PI);
    context.stroke();
  }

  /** Over the square that shows the plane; where there is none, over the top of the stage. */
  function place(): void {
    const around = stage.getBoundingClientRect();
    const host = hostIn(stage)?.getBoundingClientRect();
    const side = host ? host.width : Math.min(around.width, 0.8 * innerHeight);
    // The figure of other data may be lower.
    stage.style.minHeight = host ? '' : `${side}px`;
    element.style.left = `${host ? host.left - around.left : (around.width - side) / 2}px`;
    element.style.top = `${host ? host.top - around.top : 0}px`;
    element.style.width = `${side}px`;
    element.style.height = `${side}px`;
    words.style.top = `${(host ? host.top - around.top : 0) + 0.14 * side}px`;
  }

  function redraw(): void {
    place();
    words.hidden = strokes.spots.length > 0;
    canvas.redraw();
  }

  const sizes = new ResizeObserver(redraw);
  sizes.observe(stage);

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    cursor = undefined;
    pressed = true;
    strokes.begin();
    strokes.to(...pointOfEvent(event, element, square));
  });
  element.addEventListener('pointermove', (event) => {
    if (!pressed || !event.isPrimary) return;
    // Moves between two frames come as one event.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event]) strokes.to(...pointOfEvent(move, element, square));
  });
  const lift = (): void => {
    if (!pressed) return;
    pressed = false;
    strokes.end();
  };
  element.addEventListener('pointerup', lift);
  element.addEventListener('pointercancel', lift);
  element.addEventListener('blur', lift);

  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ways[event.key];
    if (event.key === 'Escape') strokes.leave();
    else if (way) {
      const [x, y] = cursor ?? [0, 0];
      const by = Math.max(0.05, strokes.brush / 2) * (event.shiftKey ? 8 : 2);
      const inside = (at: number): number => Math.min(extent, Math.max(-extent, at));
      cursor = [inside(x + by * way[0]), inside(y + by * way[1])];
      if (pressed) strokes.to(...cursor);
    } else if (event.key === ' ') {
      cursor ??= [0, 0];
      if (!event.repeat) {
        pressed = true;
        strokes.begin();
        strokes.to(...cursor);
      }
    } else return;
    event.preventDefault();
    redraw();
  });
  element.addEventListener('keyup', (event) => {
    if (event.key === ' ') lift();
  });
  redraw();

  return {
    redraw,
    focus: () => element.focus({ preventScroll: true }),
    dispose() {
      sizes.disconnect();
      canvas.dispose();
      words.remove();
      stage.style.minHeight = '';
      delete stage.dataset.painting;
    },
  };
}

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] },
};

/** The first square in the stage that shows the plane. */
function hostIn(stage: HTMLElement): Element | undefined {
  return [...stage.querySelectorAll('.stage')].find((element) => element.clientWidth > 0);
}
