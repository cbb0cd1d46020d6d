import { make } from '../../dom.ts';
import type { Lab } from '../../lab.ts';
import type { FieldReport } from '../../protocol.ts';
import type { Settings } from '../../settings/settings.ts';
import { darkMedia, themeOf } from '../drawing/sheet.ts';
import { type Figure, figure, type Mounted } from '../figure.ts';
import { arrowsOf } from './arrows.ts';
import { shownField } from './grid_field.ts';
import type { Scene } from './layers.ts';
import { createPane, put, type StagePane } from './pane.ts';
import { pathOf } from './paths.ts';
import { particleColours } from './plane_colours.ts';
import { cellOf } from './plane_map.ts';
import { listenToPointer } from './pointer.ts';
import { spacingFor, streamlinesOf } from './streamlines.ts';
import { surfaceOf } from './surface.ts';
import { createScales } from './surface_scales.ts';
import { captionOf, namesOf, scoreWords } from './words.ts';

/** Milliseconds between streamlines while the field changes, and between labels for those who do not see. */
const linesInterval = 150;
const labelInterval = 1000;

const hint = 'Arrow keys move a cursor. Enter releases all particles there, Escape lets them start everywhere again.';

/** The score over the plane, and the particles that follow it: for problems of two dimensions. */
export const stage: Figure = figure('field', 'The field and the particles', show);

function show(element: HTMLElement, lab: Lab): Mounted {
  const scene: Scene = {
    ...{ extent: undefined, names: ['x₁', 'x₂'], surface: undefined, arrows: [], lines: [], score: 'learned' },
    ...{ panes: [], paths: [], released: undefined, cursor: undefined },
  };
  const scales = createScales();
  let field: FieldReport | undefined;
  const panes: StagePane[] = [];
  let hovered: readonly [number, number] | undefined;
  let unwant: (() => void)[] = [];
  let pathsOf: number | undefined;

  const keys = make('p', { className: 'unseen', id: `stage-keys-${serial++}` }, hint);
  const place = make('div', {
    ...{ className: 'panes', role: 'application', tabIndex: 0 },
    aria: { label: 'The field and the particles', describedby: keys.id },
  });
  const words = make('p', { className: 'seen' });
  const near = make('p', { className: 'near' });
  const again = make('button', { type: 'button', className: 'again', hidden: true }, 'All over again');
  again.title = 'Let the particles start everywhere again';
  const root = make(
    'figure',
    { className: 'plane', hidden: true },
    place,
    make('figcaption', {}, make('div', {}, words, near), again),
    keys,
  );
  element.append(root);
  const everything = (): void => {
    for (const pane of panes) pane.redraw('surface', 'field', 'overlay');
  };

  // Words and labels, at most once a frame and once a second.
  let writing = 0;
  let described = Number.NEGATIVE_INFINITY;
  let describing: ReturnType<typeof setTimeout> | undefined;
  function write(): void {
    writing ||= requestAnimationFrame(() => {
      writing = 0;
      for (const pane of panes) pane.write();
      put(words, caption());
      put(near, nearWords());
      again.hidden = scene.released === undefined;
      describing ??= setTimeout(describe, Math.max(0, described + labelInterval - performance.now()));
    });
  }
  function describe(): void {
    describing = undefined;
    described = performance.now();
    for (const pane of panes) pane.describe(caption());
  }
  const caption = (): string =>
    captionOf({ settings: lab.settings, field, panes: scene.panes, released: scene.released });
  function nearWords(): string {
    const at = scene.cursor ?? hovered;
    const shown = field && shownField(field, lab.settings);
    const cell = at && shown && cellOf(scene.extent!, shown.side, at);
    if (cell === undefined) return '';
    return scoreWords(at!, shown!.values.subarray(2 * cell, 2 * cell + 2));
  }

  // The field.
  let lined = Number.NEGATIVE_INFINITY;
  let lining: ReturnType<typeof setTimeout> | undefined;
  function showField(): void {
    if (!field) return;
    const { arrows } = lab.settings;
    const shown = arrows === 'none' ? undefined : shownField(field, lab.settings);
    scene.surface = surfaceOf(field, lab.settings, scales);
    scene.arrows = shown && arrows === 'arrows' ? arrowsOf(shown) : [];
    if (shown) scene.score = shown.source;
    if (arrows !== 'streamlines') scene.lines = [];
    else lining ??= setTimeout(drawLines, Math.max(0, lined + linesInterval - performance.now()));
    everything();
    write();
  }
  function drawLines(): void {
    lining = undefined;
    lined = performance.now();
    const shown = field && lab.settings.arrows === 'streamlines' ? shownField(field, lab.settings) : undefined;
    scene.lines = shown ? streamlinesOf(shown, spacingFor(panes[0]?.square.clientWidth || 1)) : [];
    for (const pane of panes) pane.redraw('field');
  }

  // The panes.
  function showPanes({ beside }: Settings): void {
    const count = beside === 'none' ? 1 : 2;
    if (scene.extent === undefined) return;
    while (panes.length < count) {
      const pane = createPane(lab, scene, panes.length);
      panes.push(pane);
      place.append(pane.element);
    }
    for (const pane of panes.splice(count)) pane.dispose();
    place.classList.toggle('two', count === 2);
    write();
  }
  const colour = (): void => {
    lab.send({ kind: 'palette', palette: particleColours(themeOf(root)) });
  };
  function release(point: readonly [number, number] | undefined): void {
    if (!point && !scene.released) return;
    scene.released = point;
    root.dataset.released = String(point !== undefined);
    lab.send({ kind: 'release', point });
    for (const pane of panes) pane.redraw('overlay');
    write();
  }

  listenToPointer(place, (event) => panes.find(({ square }) => square.contains(event.target as Node))?.square, {
    extent: () => scene.extent,
    busy: () => element.dataset.painting === 'true',
    release,
    hover(point) {
      hovered = point;
      write();
    },
    cursor(point) {
      if (!point && !scene.cursor) return;
      scene.cursor = point;
      for (const pane of panes) pane.redraw('overlay');
      write();
    },
  });
  again.addEventListener('click', () => {
    release(undefined);
    place.focus();
  });
  const media = darkMedia();
  media.addEventListener('change', colour);
  colour();

  let mounted = false;
  const ends = [
    lab.on('problem', (problem) => {
      const flat = problem.dimension === 2;
      root.hidden = !flat;
      if (!flat) {
        release(undefined);
        return unwanted();
      }
      if (unwant.length === 0) unwant = [lab.want('field'), lab.want('paths')];
      if (String(scene.extent) !== String(problem.extent)) {
        release(undefined);
        Object.assign(scene, { extent: problem.extent, surface: undefined, arrows: [], lines: [], paths: [] });
        field = undefined;
      }
      scene.names = namesOf(problem);
      showPanes(lab.settings);
      everything();
    }),
    lab.on('field', (report) => {
      field = report;
      showField();
    }),
    lab.on('sampling', ({ panes: reports, playing, run }) => {
      scene.panes = reports;
      root.dataset.state = playing ? 'playing' : 'paused';
      if (pathsOf !== run) scene.paths = [];
      for (const pane of panes) pane.redraw('overlay');
      write();
    }),
    lab.on('paths', ({ panes: paths, run }) => {
      const [[west, east]] = (scene.extent ?? [[0, 1]]) as [readonly [number, number]];
      scene.paths = paths.map((pane) => pane.map((points) => pathOf(points, east - west)));
      pathsOf = run;
      for (const pane of panes) pane.redraw('overlay');
    }),
    lab.on('canvas', ({ pane }) => {
      // What was asked for before there were canvases has been done.
      if (mounted) panes[pane]?.renewCanvas();
    }),
    lab.watch((settings, before) => {
      if (!before) return;
      if (settings.beside !== before.beside) showPanes(settings);
      if (settings.surface !== before.surface || settings.arrows !== before.arrows || settings.exact !== before.exact)
        showField();
    }),
  ];
  mounted = true;

  function unwanted(): void {
    for (const end of unwant) end();
    unwant = [];
  }

  return {
    dispose() {
      for (const end of ends) end();
      unwanted();
      media.removeEventListener('change', colour);
      cancelAnimationFrame(writing);
      clearTimeout(describing);
      clearTimeout(lining);
      for (const pane of panes) pane.dispose();
      root.remove();
    },
    picture: async (format) => {
      if (root.hidden) return undefined;
      const { stagePicture } = await import('./picture.ts');
      return stagePicture(format, root, scene, panes, words.textContent);
    },
  };
}

let serial = 0;
