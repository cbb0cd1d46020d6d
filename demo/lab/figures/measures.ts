import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import type { Measure, PaneMeasures } from '../protocol.ts';
import { type Figure, figure } from './figure.ts';
import { type JudgedRun, watchJudged } from './judged_run.ts';
import { measuresPicture } from './measures_picture.ts';
import { weightBars } from './weight_bars.ts';
import { methodWords, significant } from './words.ts';

/** How good the samples of the last run are: in words, beside what as many perfect draws show, and mode by mode. */
export const measures: Figure = figure('measures', 'How good the samples are', (element, lab) => {
  const words = make('div', { className: 'words', role: 'status' });
  const tables = make('div', { className: 'panes' });
  const plate = make('section', { className: 'plate measures' }, make('h3', {}, measures.title), words, tables);
  plate.dataset.figure = 'measures';
  element.append(plate);
  let run: JudgedRun | undefined;

  const end = watchJudged(lab, (now) => {
    const fresh = now?.panes !== run?.panes;
    run = now;
    plate.dataset.state = now ? (now.before ? 'before' : 'now') : 'none';
    if (!now) {
      words.replaceChildren(make('p', {}, 'Once a run has come to its end, its samples are judged here.'));
      tables.replaceChildren();
    } else if (fresh) {
      words.replaceChildren(...now.panes.flatMap((pane, i) => sentences(pane, nameOf(lab, i, now.panes.length))));
      tables.replaceChildren(...now.panes.map((pane, i) => paneOf(pane, nameOf(lab, i, now.panes.length))));
    }
  });

  return {
    picture: async (format) => run && measuresPicture(format, plate, run),
    dispose() {
      end();
      plate.remove();
    },
  };
});

/** What a pane is called beside another; nothing where it is alone. */
function nameOf(lab: Lab, pane: number, panes: number): string | undefined {
  const method = pane === 0 ? lab.settings.method : lab.settings.beside;
  return panes > 1 ? (methodWords[method] ?? method) : undefined;
}

function sentences({ words }: PaneMeasures, name: string | undefined): Node[] {
  return [...(name ? [make('h4', {}, name)] : []), ...words.map((sentence) => make('p', {}, sentence))];
}

function paneOf({ measures: all, weights }: PaneMeasures, name: string | undefined): HTMLElement {
  const element = make('div', {});
  if (name) element.append(make('h4', {}, name));
  if (all.length > 0) element.append(tableOf(all, name));
  if (weights.length > 0) element.append(weightBars(weights));
  return element;
}

function tableOf(all: readonly Measure[], name: string | undefined): HTMLElement {
  const heads = ['Distance', 'of these', 'of perfect draws', 'ratio'];
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  const rows = all.map(({ name, value, floor, floorDeviation }) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, name),
      make('td', {}, significant(value)),
      make('td', {}, `${significant(floor)} ± ${significant(floorDeviation, 2)}`),
      make('td', {}, (value / floor).toFixed(2)),
    ),
  );
  const caption = make('caption', { className: 'unseen' }, `Distances from the target${name ? `, ${name}` : ''}`);
  const table = make('table', {}, caption, make('thead', {}, head), make('tbody', {}, ...rows));
  return make(
    'div',
    { className: 'scroll', tabIndex: 0, role: 'region', aria: { label: 'Distances from the target' } },
    table,
  );
}
