import type { FigureName, Report, TrainingReport } from '../protocol.ts';
import type { Problem } from '../run/problem.ts';
import { curvesOf } from './curves.ts';
import { fieldOf } from './field.ts';
import { optimumOf } from './optimum.ts';
import { lookedAt, modelOf, type State, stepOf } from './state.ts';

/** Says to the page how things stand, no more often than it can show it. */
export interface Reporter {
  /** Figures that somebody shows. */
  want(figures: readonly FigureName[]): void;
  wanted(figure: FigureName): boolean;
  /** What is learned is another now. */
  problem(
    state: State,
    file: { readonly notes: readonly string[]; readonly names: readonly string[] | undefined } | undefined,
  ): void;
  training(state: State, playing: boolean, now?: boolean): void;
  /** Computes and posts the figures that are not up to date; not within `interval` milliseconds of the last time. */
  figures(state: State, sigma: number, interval: number): Promise<void>;
}

/** Milliseconds between reports of the training. */
const interval = 80;
/** Data that the page draws. */
const shown = 4000;

export function createReporter(post: (report: Report) => void): Reporter {
  const wants = new Set<FigureName>();
  let posted = 0;
  let trainingAt = 0;
  let figuresAt = 0;
  /** What each figure was computed from. */
  const drawn = new Map<FigureName, string>();
  /** A change of what it depends on makes another problem. */
  const optima = new WeakMap<Problem, number | undefined>();

  function optimum({ problem, settings }: State): number | undefined {
    if (!optima.has(problem)) optima.set(problem, optimumOf(problem, settings));
    return optima.get(problem);
  }

  /** Does what makes a figure, unless it is of this key already, or nobody shows it. */
  async function once(figure: FigureName, key: string, make: () => Promise<Report | undefined>): Promise<void> {
    if (!wants.has(figure) || drawn.get(figure) === key) return;
    drawn.set(figure, key);
    const report = await make();
    if (report) post(report);
  }

  return {
    want(figures) {
      wants.clear();
      for (const figure of figures) wants.add(figure);
      for (const figure of [...drawn.keys()]) if (!wants.has(figure)) drawn.delete(figure);
    },
    wanted: (figure) => wants.has(figure),
    problem({ problem, extent }, file) {
      posted = 0;
      const { data, dimension, distribution, mixture, names } = problem;
      const count = Math.min(shown, data.shape[0]);
      post({
        ...{ kind: 'problem', dimension, extent, names, points: data.shape[0] },
        notes: names ? (file?.notes ?? []) : [],
        columns: names ? file?.names : undefined,
        exact: mixture ? 'score' : distribution ? 'density' : 'nothing',
        shown: Float32Array.from({ length: count * dimension }, (_, i) => data.values[i]!),
      });
      drawn.clear();
    },
    training(state, playing, now = false) {
      if (!now && performance.now() - trainingAt < interval) return;
      trainingAt = performance.now();
      const { learning, given, settings } = state;
      const all = learning?.losses() ?? new Float32Array();
      const report: TrainingReport = {
        ...{ kind: 'training', step: stepOf(state), steps: settings.steps, playing, from: posted },
        ...{ losses: all.slice(posted), optimum: optimum(state), given: given?.from },
        stepsPerSecond: learning?.stepsPerSecond ?? 0,
        frames: learning?.frames.map(({ step }) => step) ?? [],
      };
      posted = all.length;
      post(report);
    },
    async figures(state, sigma, interval) {
      if (performance.now() - figuresAt < interval) return;
      const { engine, problem, extent } = state;
      const key = `${lookedAt(state)} ${sigma}`;
      if (problem.dimension === 2) {
        await once('field', key, async () =>
          fieldOf(engine, await modelOf(state), problem, sigma, extent as [[number, number], [number, number]]),
        );
      } else {
        await once('curves', key, async () => curvesOf(engine, await modelOf(state), problem, sigma, extent[0]!));
      }
      figuresAt = performance.now();
    },
  };
}
