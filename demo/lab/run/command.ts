import { columnCell } from '../../../src/cli/options/column_cell.ts';
import { quoted } from '../../../src/cli/terminal/shell.ts';
import { dataConcerns, deviationOf } from '../../../src/index.ts';
import type { Settings } from '../settings/settings.ts';
import { columnsOf, type Problem } from './problem.ts';
import { fileNameOf, type Recorded } from './record.ts';
import { lastLevel, type Pane, panesOf } from './sampling.ts';
import { logNormal } from './training.ts';

/** The words of a command and what is to be said of it. */
export interface Commands {
  readonly commands: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A run as commands for a shell, with notes on what they cannot say. */
export function commandOf(run: Recorded, problem: Problem): string {
  const { commands, notes } = commandsOf(run, problem);
  const lines = commands.map((words) => wrapped(['npx', 'scorefield', ...words].map(quoted)));
  return `${notes.map((note) => `# ${note}\n`).join('')}${lines.join(' &&\n')}\n`;
}

/** The same as lists of words. */
export function commandsOf(run: Recorded, problem: Problem): Commands {
  const { settings, model } = run;
  const file = model ?? `${settings.source}.safetensors`;
  const notes: string[] = [];
  const train = model === undefined ? [trainWords(run, problem, file, notes)] : [];
  const samples = panesOf(settings).flatMap((pane, i) => {
    if (pane.score === 'exact' && settings.source === 'painting') {
      notes.push('The command line does not know the exact score of a painting; the code does.');
      return [];
    }
    if (run.updates[i] !== undefined)
      notes.push(`Sampler ${i + 1} of the page has not come to its end; this goes there.`);
    return [sampleWords(run, pane, file, i === 0 ? 'samples.npy' : 'beside.npy')];
  });
  return { commands: [...train, ...samples], notes };
}

function trainWords(run: Recorded, problem: Problem, out: string, notes: string[]): string[] {
  const { settings, engine, trained } = run;
  const { hidden, activation, conditioning, sigmaFrom, sigmaTo, levels, noisePerRow, perturbation } = settings;
  const { batch, steps, rate, beta2, weightDecay, averaging, standardise, seed } = settings;
  // The command line trains for a step at least.
  if (trained === 0) notes.push('Nothing is trained yet; this takes all steps.');
  const taken = trained || steps;
  const farOut = dataConcerns(problem.data, { standardise: standardise === 'none' ? undefined : standardise }).some(
    ({ kind }) => kind === 'far-out',
  );
  return [
    'train',
    ...sourceWords(run, problem, notes),
    ...option('standardise', standardise, 'none'),
    ...option('hidden', hidden.join(',') || 'none', '64,64'),
    ...option('activation', activation, 'silu'),
    ...option('conditioning', conditioning, 'log-sigma'),
    ...option('output', outputOf(settings, problem)),
    ...option('sigmas', `${sigmaFrom},${sigmaTo},${levels}`),
    ...option('noise-per-row', noiseWord(noisePerRow), 'log-uniform'),
    ...option('perturbation', perturbation, 'independent'),
    ...option('batch', batch === 0 ? 'all' : batch, 512),
    ...option('steps', taken, 4000),
    ...option('learning-rate', rate, 0.01),
    ...option('schedule', scheduleOf(settings, taken), 'cosine'),
    ...option('beta2', beta2, 0.999),
    ...(weightDecay > 0 ? ['--optimizer', 'adamw', ...option('weight-decay', weightDecay, 0.01)] : []),
    ...(farOut ? ['--clip', 'none'] : []),
    ...option('ema', averaging, 0),
    ...option('seed', seed, 0),
    ...['--engine', engine, '--out', out],
  ];
}

function sourceWords({ settings, table }: Recorded, { data }: Problem, notes: string[]): string[] {
  const { source } = settings;
  if (source === 'painting') {
    notes.push('painting.npy is the data of the page: Download, Data.');
    return ['--data', 'painting.npy'];
  }
  if (source !== 'file') return ['--target', source, ...option('points', data.shape[0], 10_000)];
  const columns = table?.columns ?? data.shape[1];
  const chosen = columnsOf(settings, columns);
  const { columns: choice, missing } = table?.read ?? {};
  if (missing) {
    notes.push('data.npy has the rows of the page, without missing values: Download, Data.');
    return ['--data', 'data.npy'];
  }
  const all = !choice && chosen.length === columns && chosen.every((column, i) => column === i);
  if (all) return ['--data', fileNameOf(settings)];
  if (table?.names) {
    const cells = chosen.map((column) => columnCell(table.names![column]!));
    return ['--data', fileNameOf(settings), '--columns', cells.join(',')];
  }
  notes.push('The command line takes all columns of an array; data.npy has those of the page: Download, Data.');
  return ['--data', 'data.npy'];
}

function sampleWords({ settings, engine, model }: Recorded, pane: Pane, file: string, out: string): string[] {
  const { source, sigmaFrom, levels, particles, seed } = settings;
  const { score, method, spacing, ladder } = pane;
  const exact = score === 'exact';
  const langevin = method === 'langevin';
  // Of a model that was trained here the levels are known: they are those of the settings.
  const ownLevels = !exact && model === undefined;
  return [
    'sample',
    ...(exact ? ['--target', source] : ['--model', file]),
    ...(ownLevels ? [] : ['--sigmas', `${sigmaFrom},${lastLevel(settings, ladder)}`]),
    ...option('particles', particles, 10_000),
    ...option('method', method, 'dpm-solver-sde'),
    ...option('levels', ladder, !langevin ? 32 : ownLevels ? levels : 0),
    // One level has no spacing.
    ...(ladder === 1 ? [] : option('spacing', spacing, langevin ? 'geometric' : 'karras')),
    ...methodWords(settings, pane),
    ...option('seed', seed, 0),
    ...['--engine', engine, '--out', out],
  ];
}

function methodWords(settings: Settings, { method, ladder }: Pane): string[] {
  const { perLevel, share, denoise, churn, corrections, snr } = settings;
  if (method === 'heun') return option('churn', churn, 0);
  if (method === 'predictor-corrector') return [...option('corrections', corrections, 1), ...option('snr', snr, 0.16)];
  if (method !== 'langevin') return [];
  return [
    ...option('steps-per-level', perLevel, 20),
    ...option('epsilon', share * lastLevel(settings, ladder) ** 2),
    ...(denoise ? ['--denoise'] : []),
    // The command line begins with the first noise level, the library with standard normals.
    ...['--initial', '1'],
  ];
}

/** An option and its value, unless it is the default. */
function option(name: string, value: string | number, byDefault?: string | number): string[] {
  return value === byDefault ? [] : [`--${name}`, String(value)];
}

function outputOf({ output, detail, standardise }: Settings, { data }: Problem): string {
  if (output !== 'edm') return output;
  return `edm:${detail * (standardise === 'none' ? deviationOf(data) : 1)}`;
}

function noiseWord(name: Settings['noisePerRow']): string {
  return name === 'log-normal' ? `log-normal:${logNormal.mean},${logNormal.deviation}` : name;
}

function scheduleOf({ schedule, steps, warmup }: Settings, taken: number): string {
  if (schedule === 'constant') return schedule;
  const rise = Math.min(warmup, steps - 1);
  if (taken < steps) return `cosine:${rise},${steps}`;
  return rise === 0 ? schedule : `cosine:${rise}`;
}

/** Widest line of a command. */
const width = 100;

/** Words over lines that a shell takes for one, broken before options. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || (word.startsWith('--') && line.length + word.length + 12 > width)) lines.push(word);
    else lines.push(`${lines.pop()} ${word}`);
  }
  return lines.join(' \\\n  ');
}
