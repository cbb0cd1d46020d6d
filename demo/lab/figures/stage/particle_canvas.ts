import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';

/** The canvas of a set of particles, which the worker draws on. */
export interface ParticleCanvas {
  /** The one that is there now: it is another after `renew`. */
  readonly element: HTMLCanvasElement;
  /** Puts another in its place, for an engine that cannot draw on this one. */
  renew(): void;
  dispose(): void;
}

/** Makes the canvas, gives it to the worker, and keeps telling it how large it is. */
export function createParticleCanvas(lab: Lab, pane: number): ParticleCanvas {
  const fresh = (): HTMLCanvasElement => make('canvas', { className: 'particles', aria: { hidden: 'true' } });
  let element = fresh();

  const sizes = new ResizeObserver(([entry]) => {
    const { clientWidth, clientHeight } = element;
    if (clientWidth === 0) return;
    // Not known to every browser; it is exact where a pixel of the page is not a whole number of those of the screen.
    const exact = entry?.devicePixelContentBoxSize?.[0];
    const width = exact?.inlineSize ?? Math.round(clientWidth * devicePixelRatio);
    const height = exact?.blockSize ?? Math.round(clientHeight * devicePixelRatio);
    lab.send({ kind: 'size', pane, width, height });
  });

  function give(): void {
    const canvas = element.transferControlToOffscreen();
    lab.send({ kind: 'canvas', pane, canvas }, [canvas]);
    try {
      sizes.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      sizes.observe(element);
    }
  }
  give();

  return {
    get element() {
      return element;
    },
    renew() {
      sizes.disconnect();
      const next = fresh();
      element.replaceWith(next);
      element = next;
      give();
    },
    dispose: () => sizes.disconnect(),
  };
}
