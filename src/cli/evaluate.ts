import { scoreGrid } from '../diagnostics/index.ts';
import { isDistribution } from '../distributions/distribution.ts';
import type { Engine } from '../engine.ts';
import type { Model } from '../network.ts';
import { count } from '../tutorial/numbers.ts';
import type { Command } from './command.ts';
import { loadModel, loadPoints } from './data.ts';
import { describeSource } from './data_options.ts';
import { describeEngine, openEngine } from './engine.ts';
import { type EvaluateRequest, evaluateHelp, parseEvaluateArguments } from './evaluate_options.ts';
import { UsageError } from './exit.ts';
import { type Goal, targetOf } from './goal.ts';
import { abortOnInterrupt } from './interrupt.ts';
import type { Case } from './judge.ts';
import { judgeApart } from './judge_thread.ts';
import { chunkFor, requireMemory } from './memory.ts';
import { createProgress } from './progress.ts';
import { textTable } from './text_table.ts';
import { levelTable, sampleTable, verdictNote } from './verdict_tables.ts';
import { drawSamples, walkFor } from './walk.ts';

export const evaluate: Command = {
  summary: 'say how good a trained model is',
  async run(args) {
    const request = parseEvaluateArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(evaluateHelp);
  },
};

/** Points at which scores of more than one dimension are compared. */
const scorePoints = 2048;

async function runRequest(request: EvaluateRequest): Promise<void> {
  const { source, particles, json } = request;
  const model = await loadModel(request.model);
  const goal: Goal = 'file' in source ? { data: await loadPoints(source, { count: 0, seed: 0 }) } : source;
  requireSameDimension(request, model, goal);
  const signal = abortOnInterrupt();
  const walk = walkFor(model, request.walk);
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    print(`engine: ${describeEngine(engine)}`);
    requireMemory(engine, '--particles', particles, model.network.dimension);
    const amount = { particles, chunk: chunkFor(engine, { particles }, model.network.dimension) };
    const samples = await drawSamples(engine, model, amount, walk, { progress, signal });
    const sigma = walk.denoise ? 0 : model.noise.levels.at(-1)!;
    const scores = await scoresOf(engine, model, goal, signal);
    progress.begin('judging', 100);
    const verdict = await judgeApart(
      { goal, sigma, samples, scores },
      (done) => progress.advance(Math.round(100 * done)),
      signal,
    );
    progress.end();
    const against = `${describeSource(source)}${sigma === 0 ? '' : ` with noise of σ = ${Number(sigma.toPrecision(3))}`}`;
    print(`compared: ${count(particles)} samples with ${against}\n`);
    if (verdict.score.length > 0) print(textTable(levelTable(verdict)));
    print(textTable(sampleTable(verdict)));
    print(verdictNote);
    if (json) {
      const { kind, adapter } = engine;
      const summary = {
        engine: kind,
        adapter,
        model: request.model,
        goal: { ...source, sigma },
        particles,
        walk,
        ...verdict,
      };
      process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

function requireSameDimension({ source, model: file }: EvaluateRequest, { network }: Model, goal: Goal): void {
  const dimension = 'data' in goal ? goal.data.shape[1] : goal.dimension;
  if (dimension === network.dimension) return;
  throw new UsageError(
    `${file} is a model of ${network.dimension} dimension(s), but ${describeSource(source)} has ${dimension}`,
  );
}

/** What the network says where an exact score is known: at every level, on a grid of the line or at draws of p_σ. */
async function scoresOf(engine: Engine, model: Model, goal: Goal, signal: AbortSignal): Promise<Case['scores']> {
  const target = targetOf(goal);
  if (!isDistribution(target)) return [];
  const scores: Case['scores'][number][] = [];
  for (const sigma of model.noise.levels) {
    // A turn of the event loop, in which a signal is heard.
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
    const exact = target.perturbed(sigma);
    const points = target.dimension === 1 ? scoreGrid(exact) : exact.sample(scorePoints, { seed: 0 });
    scores.push({ sigma, points, scores: await engine.score({ score: model, points, sigma }) });
  }
  return scores;
}
