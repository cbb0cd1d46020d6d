import { methodEntry } from '../methods.ts';
import type { EngineReport, PaneReport, TrainingReport } from '../protocol.ts';
import type { Settings } from '../settings/settings.ts';
import { whole } from '../words.ts';
import { conditioningWords, level, outputWords, rate, spacingWords } from './words.ts';

/** Of what the figures show of data that are standardised: about as wide as those of a normal. */
const standardWidth = 7.7;

/** What settings come to, each in a line. */

export function networkSummary({ hidden, activation, conditioning, output }: Settings): string {
  const layers = hidden.length === 0 ? 'linear' : `${hidden.join(' × ')} ${activation}`;
  return `${layers}, ${conditioningWords[conditioning]}, ${outputWords[output]}`;
}

export function noiseSummary({ levels, sigmaFrom, sigmaTo, noisePerRow }: Settings): string {
  const rows = noisePerRow === 'all-levels' ? ', all of them for every row' : '';
  return `${levels} levels from ${level(sigmaFrom)} to ${level(sigmaTo)}${rows}`;
}

export function optimiserSummary({ rate, schedule, batch, averaging }: Settings): string {
  const rows = batch === 0 ? 'all data' : `batches of ${whole(batch)}`;
  return `Adam ${rate} ${schedule}, ${rows}${averaging > 0 ? ', averaged' : ''}`;
}

/** How far a training is. */
export function trainingProgress(
  report: Pick<TrainingReport, 'step' | 'steps' | 'playing' | 'stepsPerSecond'>,
): string {
  const { step, steps, playing, stepsPerSecond } = report;
  const speed = playing && stepsPerSecond > 0 ? ` · ${rate(stepsPerSecond)} steps/s` : '';
  return `step ${whole(step)} of ${whole(steps)}${speed}`;
}

/** Of a network that is not trained here. */
export function givenWords({ given, steps }: Pick<TrainingReport, 'given' | 'steps'>): string {
  if (given === 'shipped')
    return `This network came with the page, trained for ${whole(steps)} steps. Train begins one of your own.`;
  return given === 'file' ? 'This network came from your file. Train begins one of your own.' : '';
}

/** How far particles are. */
export function samplingProgress({ completed, total, level: at, levels }: PaneReport): string {
  const sigma = levels[at];
  const where = sigma === undefined || completed === total ? '' : ` · σ = ${level(sigma)}`;
  return `update ${whole(completed)} of ${whole(total)}${where}`;
}

/** What drawing costs. */
export function samplingCost({ total, particles }: Pick<PaneReport, 'total' | 'particles'>): string {
  const evaluations = total === 1 ? 'One evaluation' : `${whole(total)} evaluations`;
  return `${evaluations} of the score, for each of ${whole(particles)} particles.`;
}

/**
 * A noise level, and what is seen at it.
 * @param width of what the figures show, in the units of the data
 */
export function sigmaWords(sigma: number, { standardise }: Pick<Settings, 'standardise'>, width: number): string {
  const part = sigma / (standardise === 'none' ? width : standardWidth);
  const seen =
    part > 0.35 ? 'one blur' : part > 0.12 ? 'the large shape' : part > 0.03 ? 'the parts' : 'the finest detail';
  return `${level(sigma)}: ${seen}`;
}

/** How far and by which steps the sampler goes down. */
export function ladderSummary({ ladder, spacing, method, perLevel, sigmaFrom, sigmaTo }: Settings): string {
  const levels = ladder === 1 ? 'the first level alone' : `${ladder} levels, ${spacingWords[spacing]}`;
  const range = ladder === 1 ? '' : `, from ${level(sigmaFrom)} to ${level(sigmaTo)}`;
  return `${levels}${range}${method === 'langevin' ? `, ${perLevel} steps each` : ''}`;
}

export function besideSummary({ beside, besideLadder, besideScore }: Settings): string {
  if (beside === 'none') return 'nothing';
  return `${methodEntry(beside)}, ${besideLadder} levels, ${besideScore} score`;
}

/** What computes, in a few words, such as `WebAssembly · 8 threads · no GPU`. */
export function engineSummary(report: EngineReport): string {
  const { engine, hardware, passedOver } = report;
  const adapter = withoutName(report);
  const where = adapter.length > 32 ? `${adapter.slice(0, 31)}…` : adapter;
  const emulated = engine === 'webgpu' && !hardware ? ' · emulated' : '';
  return `${engineWords[engine]} · ${where}${emulated}${engine !== 'webgpu' && passedOver.length > 0 ? ' · no GPU' : ''}`;
}

/** The same, in full. */
export const adapterSummary = (report: EngineReport): string => `${engineWords[report.engine]}: ${withoutName(report)}`;

/** Adapters of WebAssembly begin with its name. */
const withoutName = ({ adapter }: EngineReport): string => adapter.replace(/^WebAssembly, /, '');

const engineWords = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Reference' } as const;
