import { type Concern, dataConcerns, noiseConcerns } from '../../concerns/index.ts';
import type { Coordinates } from '../../coordinates.ts';
import { scoreGrid } from '../../diagnostics/index.ts';
import { isDistribution } from '../../distributions/distribution.ts';
import type { Engine } from '../../engine.ts';
import { fieldOf } from '../../fields/index.ts';
import type { Score } from '../../fields/score.ts';
import { type Goal, type NoiseDeviation, noiseInDataUnits, perturbedTarget, targetOf } from '../../judging/goal.ts';
import type { Case } from '../../judging/judge.ts';
import type { Model } from '../../network.ts';
import type { Noise } from '../../noise.ts';
import { standardised, type Transform } from '../../transform.ts';
import { count } from '../../tutorial/numbers.ts';
import { requireSameCoordinates } from '../columns.ts';
import type { Command } from '../command.ts';
import { withConditionOf } from '../condition.ts';
import { drawSamples, samplingFor } from '../draw.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { exactScore } from '../exact_score.ts';
import { UsageError } from '../exit.ts';
import { loadModel, loadPoints, summaryOfSource } from '../files/load.ts';
import { requireMemoryToJudge } from '../judge_memory.ts';
import { judgeApart } from '../judge_thread.ts';
import { chunkFor, requireMemory } from '../memory.ts';
import { type EvaluateRequest, evaluateHelp, parseEvaluateArguments } from '../options/evaluate.ts';
import { describeSource, type Source } from '../options/source.ts';
import { optionsAlone } from '../options/words.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress } from '../terminal/progress.ts';
import { textTable } from '../terminal/text_table.ts';
import { classTable, comparisonText, levelTable, verdictNote } from '../terminal/verdict_tables.ts';
import { classCases, type JudgedContexts, judgeClasses, judgedContexts } from './evaluate_contexts.ts';
import { likelihoodFor, likelihoodText } from './likelihood.ts';

export const evaluate: Command = {
  summary: 'say how good a trained model is, or a sampler with the exact score',
  async run(args) {
    const request = parseEvaluateArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(evaluateHelp);
  },
};

/** Points at which scores of more than one dimension are compared. */
const scorePoints = 2048;

async function runRequest(request: EvaluateRequest): Promise<void> {
  const { particles, json } = request;
  const model = request.model === undefined ? undefined : await loadModel(request.model);
  const source = sourceFor(request, model);
  const loaded = 'file' in source ? await loadPoints(source, { count: 0, seed: 0 }) : undefined;
  const goal: Goal =
    'target' in source ? { target: source.target, dimension: source.dimension } : { data: loaded!.points };
  const contexts = model && (await judgedContexts(model, source, { loaded, request }));
  const drawn = scoreOf(request, model, contexts);
  const { dimension, transform } = fieldOf(drawn.score).describe(drawn.score, fieldOf);
  requireSameDimension(request, dimension, goal);
  const names = loaded?.names;
  if (loaded && request.model)
    requireSameCoordinates({ source, found: loaded }, { file: request.model, coordinates: drawn.coordinates });
  const signal = abortOnInterrupt();
  const sampling = samplingFor(drawn, request.sampling);
  const sigma = sampling.end === 0 ? 0 : noiseInDataUnits(sampling.end, transform);
  requireDraws(goal, sigma);
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    print(`engine: ${describeEngine(engine, request.engine)}`);
    for (const note of loaded?.notes ?? []) print(optionsAlone(note));
    requireMemory('--particles', particles, dimension);
    requireMemoryToJudge(particles, dimension, goal);
    const amount = { particles, chunk: chunkFor(engine, { particles }, dimension) };
    print(`sampling: ${count(particles)} particles, ${sampling.words}`);
    const concerns = concernsOf(goal, drawn.noise, { transform, names });
    for (const note of [...concerns.map(({ message }) => `note: ${optionsAlone(message)}`), ...sampling.notes])
      print(note);
    // Before the samples, which take longer. The exact score has no error to tell.
    const plain = contexts ? contexts.unconditional : drawn.score;
    const learned = model && plain ? { score: plain, noise: drawn.noise } : undefined;
    const scores = learned ? await scoresOf(engine, learned, goal, signal) : [];
    const { likelihood, leftOut: noLikelihood } = learned
      ? await likelihoodFor(engine, { ...learned, goal, asked: request.likelihood }, { progress, signal })
      : {};
    const leftOut = model && reasonLeftOut(transform, goal, sigma);
    const samples = await drawSamples(engine, sampling, amount, { progress, signal });
    // Before the memory of the samples goes to another thread.
    const byClass = contexts?.classes && classCases(contexts.classes, samples, sigma);
    progress.begin('judging', 100);
    const verdict = await judgeApart(
      { goal, sigma, samples, scores },
      (done) => progress.advance(Math.round(100 * done)),
      signal,
    );
    const classes =
      byClass && (await judgeClasses(byClass.cases, (done) => progress.advance(Math.round(100 * done)), signal));
    progress.end();
    if (verdict.score.length > 0) print(`\n${textTable(levelTable(verdict))}`);
    if (likelihood) print(likelihoodText(likelihood));
    if (noLikelihood !== undefined) print(noLikelihood);
    if (contexts && (verdict.score.length > 0 || likelihood))
      print('the scores and the likelihood are those without a context');
    const name = describeSource(source);
    print(`compared: ${count(particles)} samples with ${name}${noiseInWords(sigma)}`);
    if (leftOut) print(leftOut);
    print(`\n${comparisonText(verdict, names)}`);
    if (verdict.clean)
      print(`compared: the same samples with ${name} itself, without noise\n\n${comparisonText(verdict.clean, names)}`);
    if (classes) print(`classes:\n${textTable(classTable(classes))}`);
    for (const note of byClass?.notes ?? []) print(note);
    print(verdictNote);
    if (json) {
      const { kind, adapter } = engine;
      const summary = {
        engine: kind,
        adapter,
        ...(request.model === undefined ? { exact: true } : { model: request.model }),
        goal: { ...(loaded ? summaryOfSource(source, loaded) : source), sigma },
        ...(contexts && { guidance: request.guidance ?? 1 }),
        particles,
        sampling: sampling.summary,
        concerns,
        ...(likelihood && { likelihood }),
        ...verdict,
        ...(classes && { classes }),
      };
      process.stdout.write(jsonText(summary));
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

/** What to know of data before they are compared with, and of the noise levels that the model was trained for. */
function concernsOf(
  goal: Goal,
  noise: Noise,
  { transform, names }: { transform: Transform | undefined; names: readonly string[] | undefined },
): Concern[] {
  if (!('data' in goal)) return [];
  const { data } = goal;
  const learned = transform ? standardised(data, transform) : data;
  // What is standardised keeps its digits, however that was done.
  // Of what was standardised, in whatever way, float32 holds all.
  const standardise = transform && 'columns';
  return [...dataConcerns(data, { names, standardise }), ...noiseConcerns(learned, noise, { names })];
}

/** Where points to compare with come from, with what the model is conditioned on. @throws UsageError */
function sourceFor({ source, model: file, guidance }: EvaluateRequest, model: Model | undefined): Source {
  if (guidance !== undefined && model && !model.network.context)
    throw new UsageError(`--guidance: the network in ${file} is conditioned on nothing; leave it out`);
  if (model) return withConditionOf(source, model, file!);
  if (source.condition) throw new UsageError('--condition: only for --model, for an exact score has no context');
  return source;
}

/** The model, or the exact score of the target, with noise levels to go down. @throws UsageError */
function scoreOf(
  { source }: EvaluateRequest,
  model: Model | undefined,
  contexts: JudgedContexts | undefined,
): { score: Score; noise: Noise; coordinates?: Coordinates | undefined } {
  // The options have --exact beside a target alone.
  if (!model) return exactScore(source as Extract<Source, { target: string }>);
  return { score: contexts?.score ?? model, noise: model.noise, coordinates: model.coordinates };
}

function requireSameDimension({ source, model: file }: EvaluateRequest, own: number, goal: Goal): void {
  const dimension = 'data' in goal ? goal.data.shape[1] : goal.dimension;
  if (dimension === own) return;
  throw new UsageError(`${file} is a model of ${own} dimension(s), but ${describeSource(source)} has ${dimension}`);
}

/** Refuses noise that cannot be added, before anything takes long. @throws ArgumentError */
function requireDraws(goal: Goal, sigma: NoiseDeviation): void {
  perturbedTarget(targetOf(goal), sigma).sample(1, { seed: 0 });
}

/** What the network says where an exact score is known: at every level, on a grid of the line or at draws of p_σ. */
async function scoresOf(
  engine: Engine,
  { score, noise }: { readonly score: Score; readonly noise: Noise },
  goal: Goal,
  signal: AbortSignal,
): Promise<Case['scores']> {
  const target = targetOf(goal);
  const { transform } = fieldOf(score).describe(score, fieldOf);
  if (!isDistribution(target) || typeof noiseInDataUnits(1, transform) !== 'number') return [];
  const scores: Case['scores'][number][] = [];
  for (const level of noise.levels) {
    const sigma = noiseInDataUnits(level, transform) as number;
    // A turn of the event loop, in which a signal is handled.
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
    const exact = target.perturbed(sigma);
    const points = target.dimension === 1 ? scoreGrid(exact) : exact.sample(scorePoints, { seed: 0 });
    scores.push({ sigma, points, scores: await engine.score({ score, points, sigma: level }) });
  }
  return scores;
}

/** The perturbed forms of a target are known with the same noise in every column alone. */
function reasonLeftOut(transform: Transform | undefined, goal: Goal, sigma: NoiseDeviation): string | undefined {
  if (!isDistribution(targetOf(goal)) || typeof noiseInDataUnits(1, transform) === 'number') return undefined;
  const what = sigma === 0 ? 'score RMSE' : 'score RMSE and weights of modes';
  return `left out: ${what}, for each column was standardised by its own scale, and so has noise of its own`;
}

function noiseInWords(sigma: NoiseDeviation): string {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  if (typeof sigma === 'number') return sigma === 0 ? '' : ` with noise of σ = ${short(sigma)}`;
  const first = sigma.slice(0, 4).map(short).join(', ');
  return ` with noise of σ = ${first}${sigma.length > 4 ? ', …' : ''} in their columns`;
}
