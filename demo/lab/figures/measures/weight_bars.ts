import { make } from '../../dom.ts';
import type { PaneMeasures } from '../../protocol.ts';
import { percent } from '../../words.ts';

type Weight = PaneMeasures['weights'][number];

/** Beyond so many standard errors a weight is not what it should be. */
const errors = 3;

/** The share of the samples that each mode has, as a bar, with a mark where it should end. */
export function weightBars(weights: readonly Weight[]): HTMLElement {
  const most = 1.1 * Math.max(...weights.map(({ found, expected }) => Math.max(found, expected)));
  const rows = weights.map((weight, i) => {
    const row = make('tr', {}, make('th', { scope: 'row' }, String(i + 1)));
    row.append(
      make('td', {}, barOf(weight, most)),
      make('td', {}, percent(weight.found)),
      make('td', {}, `${percent(weight.expected)} ± ${(100 * weight.error).toFixed(1)}`),
    );
    row.dataset.off = String(isOff(weight));
    return row;
  });
  const head = make(
    'tr',
    {},
    ...['Mode', 'Share', 'found', 'expected'].map((text) => make('th', { scope: 'col' }, text)),
  );
  const caption = make('caption', { className: 'unseen' }, 'Share of the samples at each mode');
  return make(
    'div',
    { className: 'scroll', tabIndex: 0, role: 'region', aria: { label: 'Share of the samples at each mode' } },
    make('table', { className: 'weights' }, caption, make('thead', {}, head), make('tbody', {}, ...rows)),
  );
}

export function isOff({ found, expected, error }: Weight): boolean {
  return Math.abs(found - expected) > errors * error;
}

function barOf({ found, expected }: Weight, most: number): HTMLElement {
  const bar = make('span', { className: 'found' });
  bar.style.width = `${(100 * found) / most}%`;
  const mark = make('span', { className: 'expected' });
  mark.style.left = `${(100 * expected) / most}%`;
  return make('span', { className: 'weight', aria: { hidden: 'true' } }, bar, mark);
}
