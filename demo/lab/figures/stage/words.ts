import { methodWords } from '../../methods.ts';
import type { FieldReport, PaneReport, ProblemReport } from '../../protocol.ts';
import type { Settings } from '../../settings/settings.ts';
import { capital, counted, significant, whole } from '../../words.ts';

/** What the stage shows, as far as words need it. */
export interface Seen {
  readonly settings: Pick<Settings, 'surface' | 'arrows' | 'exact'>;
  readonly field: FieldReport | undefined;
  readonly panes: readonly PaneReport[];
  readonly released: readonly number[] | undefined;
}

// What belongs together stays on one line.
const sigmaText = ({ sigma }: FieldReport): string => `σ\u00a0=\u00a0${significant(sigma)}`;
const pointText = (point: ArrayLike<number>): string => `(${fixed(point[0]!)},\u00a0${fixed(point[1]!)})`;
const fixed = (value: number): string =>
  (Math.abs(value) < 1000 ? value.toFixed(2) : value.toPrecision(3)).replace('-', '−');

/** Above a pane: what moves its particles. */
export function titleOf({ method, total, score }: PaneReport): { readonly name: string; readonly rest: string } {
  return { name: capital(methodWords[method]), rest: `${counted(total, 'evaluation')} · ${score} score` };
}

/** Beside that: where they are on their way down the noise levels. */
export function momentOf({ level, levels, end, completed, total }: PaneReport): string {
  if (completed === total && end === 0) return 'no noise left · 100 %';
  const sigma = completed === total ? end : levels[Math.min(level, levels.length - 1)];
  return `σ ${sigma === undefined ? '–' : significant(sigma)} · ${Math.floor((100 * completed) / Math.max(1, total))} %`;
}

/** What is seen, in a sentence or two. */
export function captionOf({ settings, field, panes, released }: Seen): string {
  const about = fieldWords(settings, field);
  const particles = particleWords(panes, released);
  const both = about && particles ? `${about}, and ${particles}` : about || particles;
  const sentences = [both && `${capital(both)}.`, surfaceWords(settings, field)].filter(Boolean);
  return sentences.join(' ') || 'Nothing has been computed yet.';
}

function fieldWords({ arrows, exact }: Seen['settings'], field: FieldReport | undefined): string {
  if (!field || arrows === 'none') return '';
  const name = exact && field.exact ? 'exact' : 'learned';
  const sigma = `at ${sigmaText(field)}`;
  return arrows === 'arrows' ? `where the ${name} score points ${sigma}` : `lines along the ${name} score ${sigma}`;
}

function particleWords(panes: readonly PaneReport[], released: readonly number[] | undefined): string {
  const [first, second] = panes;
  if (!first) return '';
  const from = released ? ` released at ${pointText(released)}` : '';
  const after = ({ completed, total }: PaneReport): string => `${whole(completed)} of ${whole(total)}`;
  if (!second) return `${whole(first.particles)} particles${from} after ${after(first)} updates`;
  return `twice ${whole(first.particles)} particles${from}, after ${after(first)} updates and after ${after(second)}`;
}

function surfaceWords({ surface, arrows, exact }: Seen['settings'], field: FieldReport | undefined): string {
  if (!field || surface === 'none') return '';
  // The field has said it already.
  const sigma = arrows === 'none' ? ` at ${sigmaText(field)}` : '';
  if (surface === 'magnitude') return `In the background: the size of the score, σ·|s|${sigma}.`;
  if (surface === 'error') {
    if (!field.error) return 'The error of the score is not known for these data: nobody knows their exact score.';
    const rmse =
      field.rmse === undefined ? '' : ` Its root mean square over the density is ${significant(field.rmse)}.`;
    return `In the background: how far the learned score is from the exact one${sigma}.${rmse}`;
  }
  if (exact && field.density) return `In the background: the exact density${sigma}.`;
  if (!field.learnedDensity) return '';
  return `In the background: the density that the learned score stands for${sigma}.`;
}

/** The score at a point, to the nearest point where it is known. */
export function scoreWords(point: readonly number[], score: ArrayLike<number>): string {
  return `At ${pointText(point)} the score is ${pointText(score)}.`;
}

/** Names of the coordinates, as axes and words have them. */
export function namesOf({ names }: Pick<ProblemReport, 'names'>): readonly [string, string] {
  return [names?.[0] ?? 'x₁', names?.[1] ?? 'x₂'];
}
