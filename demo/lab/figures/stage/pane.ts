import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import { type Canvas, createCanvas } from '../drawing/canvas.ts';
import { createGround } from './ground.ts';
import { drawField, drawOverlay, type Scene } from './layers.ts';
import { createParticleCanvas } from './particle_canvas.ts';
import { momentOf, titleOf } from './words.ts';

export type Layer = 'surface' | 'field' | 'overlay';

/** One set of particles over the field: layers of one square, and what is written above. */
export interface StagePane {
  readonly element: HTMLElement;
  /** Shows the extent and nothing else. */
  readonly square: HTMLElement;
  /** As the worker last drew them. */
  readonly particles: HTMLCanvasElement;
  redraw(...layers: readonly Layer[]): void;
  /** Writes the title again. */
  write(): void;
  /** What is seen, for those who do not see it. */
  describe(label: string): void;
  renewCanvas(): void;
  dispose(): void;
}

export function createPane(lab: Lab, scene: Scene, pane: number): StagePane {
  const layers: Readonly<Record<Layer, Omit<Canvas, 'picture'>>> = {
    surface: createGround(scene),
    field: createCanvas('', (sheet) => drawField(sheet, scene)),
    overlay: createCanvas('', (sheet) => drawOverlay(sheet, scene, pane)),
  };
  for (const [name, { element }] of Object.entries(layers)) {
    element.classList.add(name);
    // The square has the words for all of its layers.
    element.removeAttribute('role');
    element.removeAttribute('aria-label');
    element.setAttribute('aria-hidden', 'true');
  }
  const particles = createParticleCanvas(lab, pane);
  const square = make(
    'div',
    { className: 'stage', role: 'img', aria: { label: 'Nothing has been computed yet.' } },
    ...[layers.surface.element, particles.element, layers.field.element],
  );
  const name = make('strong', {});
  const rest = make('span', {});
  const moment = make('span', { className: 'moment' });
  const title = make('p', { className: 'title' }, name, rest, moment);
  const element = make(
    'div',
    { className: 'pane' },
    title,
    make('div', { className: 'frame' }, square, layers.overlay.element),
  );
  element.dataset.pane = String(pane);

  return {
    ...{ element, square },
    get particles() {
      return particles.element;
    },
    redraw(...names) {
      for (const name of names) layers[name].redraw();
    },
    write() {
      const report = scene.panes[pane];
      if (!report) return;
      const words = titleOf(report);
      put(name, words.name);
      put(rest, words.rest);
      put(moment, momentOf(report));
      element.dataset.completed = String(report.completed);
    },
    describe: (label) => square.setAttribute('aria-label', label),
    renewCanvas: () => particles.renew(),
    dispose() {
      for (const layer of Object.values(layers)) layer.dispose();
      particles.dispose();
      element.remove();
    },
  };
}

/** Writes a text where it is another than before: the page need not be laid out again for the same. */
export function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
