import { type Extent, pointOfEvent, within } from './plane_map.ts';

/** What pointer and keys do on the stage. */
export interface PointerOptions {
  extent(): Extent | undefined;
  /** Whether clicks and keys are somebody else's now. */
  busy(): boolean;
  release(point: readonly [number, number] | undefined): void;
  /** The pointer is at a point, or has left. */
  hover(point: readonly [number, number] | undefined): void;
  /** The keys have moved to a point, or are done. */
  cursor(point: readonly [number, number] | undefined): void;
}

/** Steps of the arrow keys over the width of the plane; with Shift they are finer. */
const steps = { plain: 1 / 40, fine: 1 / 200 };
const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * Lets particles be released in the squares within an element, by click, tap, or keys.
 * @param element has the focus when keys count
 * @param squareOf the square that an event is in
 */
export function listenToPointer(
  element: HTMLElement,
  squareOf: (event: Event) => HTMLElement | undefined,
  { extent, busy, release, hover, cursor }: PointerOptions,
): void {
  let at: readonly [number, number] | undefined;

  function pointed(event: MouseEvent): readonly [number, number] | undefined {
    const square = squareOf(event);
    const plane = extent();
    return square && plane && within(plane, pointOfEvent(event, square, plane));
  }
  function moveCursor(point: readonly [number, number] | undefined): void {
    at = point;
    cursor(point);
  }

  element.addEventListener('click', (event) => {
    const point = pointed(event);
    if (!point || busy()) return;
    moveCursor(undefined);
    release(point);
  });
  element.addEventListener('pointermove', (event) => {
    // A finger that moves scrolls the page.
    if (event.pointerType !== 'touch') hover(pointed(event));
  });
  element.addEventListener('pointerleave', () => hover(undefined));
  element.addEventListener('blur', () => moveCursor(undefined));
  element.addEventListener('keydown', (event) => {
    const plane = extent();
    if (!plane || busy() || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ways[event.key];
    if (way) {
      const step = event.shiftKey ? steps.fine : steps.plain;
      const from = at ?? plane.map(([from, to]) => (from + to) / 2);
      moveCursor(
        within(
          plane,
          plane.map(([low, high], j) => from[j]! + way[j]! * step * (high - low)),
        ),
      );
    } else if (event.key === 'Enter' && at) release(at);
    else if (event.key === 'Escape') {
      moveCursor(undefined);
      release(undefined);
    } else return;
    event.preventDefault();
  });
}
