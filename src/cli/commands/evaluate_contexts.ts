import { conditional } from '../../contexts/conditional.ts';
import { countsOfClasses, type PointClasses, rowsOfContexts } from '../../contexts/point_contexts.ts';
import type { Score } from '../../fields/score.ts';
import { targetOf } from '../../judging/goal.ts';
import { chosenRows } from '../../judging/hold_out.ts';
import type { Case, ClassVerdict } from '../../judging/judge.ts';
import type { Model } from '../../network.ts';
import type { Points } from '../../points.ts';
import { count } from '../../tutorial/numbers.ts';
import { asNumberedBy } from '../condition.ts';
import { type Loaded, loadPoints } from '../files/load.ts';
import { judgeApart } from '../judge_thread.ts';
import type { EvaluateRequest } from '../options/evaluate.ts';
import type { Source } from '../options/source.ts';
import { guidedScore } from '../where.ts';

/** Far from the seeds that data are likely to have, and from those of floors. */
const seed = 1_300_000;

/** Classes that are judged one by one, at most: those of which there are most data. */
const mostJudged = 20;

/** What a conditional model is judged with. */
export interface JudgedContexts {
  /** Of each particle, in the contexts that the data have, each as likely as it is there. */
  readonly score: Score;
  /** Without a context, if the network knows that. */
  readonly unconditional: Score | undefined;
  /** Of classes, the data and the particles of each. */
  readonly classes: ClassesToJudge | undefined;
}

interface ClassesToJudge {
  readonly data: Points;
  readonly known: PointClasses;
  /** The class of each particle. */
  readonly drawn: Uint32Array;
}

/**
 * Draws a context for each particle from those of the data.
 * @param loaded the data; of a target some are drawn
 * @throws UsageError where the model does not know a context
 */
export async function judgedContexts(
  model: Model,
  source: Source,
  { loaded, request }: { readonly loaded: Loaded | undefined; readonly request: EvaluateRequest },
): Promise<JudgedContexts | undefined> {
  const { context } = model.network;
  if (!context) return undefined;
  const { particles, guidance = 1, model: file = '' } = request;
  const { points: data, contexts } = loaded ?? (await loadPoints(source, { count: particles, seed }));
  const known = asNumberedBy(contexts!, model, file);
  const drawn = targetOf({ data: rowsOfContexts(known) }).sample(particles, { seed });
  const classes = known.kind === 'classes' ? { data, known, drawn: Uint32Array.from(drawn.values) } : undefined;
  return {
    score: guidedScore(model, classes ? classes.drawn : drawn, guidance, file),
    unconditional: model.contextDropout === 0 ? undefined : conditional(model, null),
    classes,
  };
}

/** Samples of each class, apart from the memory of all, and what they are compared with. */
export interface ClassCase {
  readonly label: string;
  readonly case: Case;
}

/** What to judge class by class, and a word about classes that are not. */
export function classCases(
  { data, known, drawn }: ClassesToJudge,
  samples: Points,
  sigma: Case['sigma'],
): { readonly cases: readonly ClassCase[]; readonly notes: readonly string[] } {
  const dataCounts = countsOfClasses(known);
  const sampleCounts = countsOfClasses({ ...known, classes: drawn });
  const all = known.labels.map((_, k) => k).filter((k) => dataCounts[k]! > 1 && sampleCounts[k]! > 1);
  const judged = all.toSorted((a, b) => dataCounts[b]! - dataCounts[a]!).slice(0, mostJudged);
  const present = dataCounts.filter((n) => n > 0).length;
  const left = present - judged.length;
  return {
    cases: judged
      .sort((a, b) => a - b)
      .map((k) => ({
        label: known.labels[k]!,
        case: {
          goal: { data: ofClass(data, known.classes, k) },
          sigma,
          samples: ofClass(samples, drawn, k),
          scores: [],
        },
      })),
    notes:
      left > 0
        ? [`left out: ${count(left)} of ${count(present)} classes, which have the fewest points, or not two samples`]
        : [],
  };
}

function ofClass(points: Points, classes: Uint32Array, k: number): Points {
  const rows = Uint32Array.from([...classes.keys()].filter((row) => classes[row] === k));
  return chosenRows(points, rows);
}

/** Judges class by class. @throws the signal's reason once it is aborted */
export async function judgeClasses(
  cases: readonly ClassCase[],
  report: (done: number) => void,
  signal: AbortSignal,
): Promise<ClassVerdict[]> {
  const verdicts: ClassVerdict[] = [];
  for (const [i, { label, case: given }] of cases.entries()) {
    const [samples] = given.samples.shape;
    const data = 'data' in given.goal ? given.goal.data.shape[0] : 0;
    const verdict = await judgeApart(given, (done) => report((i + done) / cases.length), signal);
    verdicts.push({ label, data, samples, ...verdict });
  }
  return verdicts;
}
