import { make } from '../../dom.ts';
import type { Measure, PaneMeasures } from '../../protocol.ts';
import { significant } from '../../words.ts';
import { type Figure, figure } from '../figure.ts';
import { type JudgedRun, watchJudged } from './judged_run.ts';
import { weightBars } from './weight_bars.ts';

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
      words.replaceChildren(...now.panes.flatMap((pane, i) => sentences(pane, nameOf(now, i))));
      tables.replaceChildren(...now.panes.map((pane, i) => paneOf(pane, nameOf(now, i))));
    }
  });

  return {
    async picture(format) {
      const { measuresPicture } = await import('./measures_picture.ts');
      return run && measuresPicture(format, plate, run);
    },
    dispose() {
      end();
      plate.remove();
    },
  };
});

/** What a pane is called beside another; nothing where it is alone. */
function nameOf({ names, panes }: JudgedRun, pane: number): string | undefined {
  return panes.length > 1 ? names[pane] : undefined;
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
      make('td', {}, floor > 0 ? (value / floor).toFixed(2) : '–'),
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
