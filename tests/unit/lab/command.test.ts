import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { commandOf, commandsOf } from '../../../demo/lab/run/command.ts';
import type { Recorded } from '../../../demo/lab/run/record.ts';
import { panesOf, samplingsOf } from '../../../demo/lab/run/sampling.ts';
import { trainerOptions } from '../../../demo/lab/run/training.ts';
import { begin } from '../../../src/cli/commands/training_job.ts';
import { samplingFor } from '../../../src/cli/draw.ts';
import { exactScore } from '../../../src/cli/exact_score.ts';
import { parseSampleArguments } from '../../../src/cli/options/sample.ts';
import { parseTrainArguments } from '../../../src/cli/options/train.ts';
import { type Checkpoint, createCpuEngine, type Trainer, writeNpy } from '../../../src/index.ts';
import { problemFor, recorded, runs, table } from './runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'scorefield-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Files of the command lie in the folder. */
const inFolder = (words: readonly string[]): string[] =>
  words.map((word, i) => (words[i - 1] === '--data' ? join(folder, word) : word));

/** All that a training depends on; of the coordinates it does not. */
async function beginning(trainer: Promise<Trainer>): Promise<Checkpoint> {
  using made = await trainer;
  const { coordinates: _, ...checkpoint } = await made.checkpoint();
  return checkpoint;
}

async function expectSameRun(run: Recorded): Promise<void> {
  const problem = problemFor(run);
  const { settings, trained } = run;
  writeFileSync(join(folder, 'a table.csv'), table.text);
  for (const name of ['painting.npy', 'data.npy']) writeFileSync(join(folder, name), writeNpy(problem.data));
  const [train, ...samples] = commandsOf(run, problem).commands;
  using engine = createCpuEngine();
  const request = parseTrainArguments(inFolder(train!.slice(1)))!;
  const job = await begin(request);
  expect(await beginning(job.trainer(engine))).toEqual(
    await beginning(engine.trainer(trainerOptions(settings, problem.data))),
  );
  expect(job.steps).toBe(trained || settings.steps);
  using trainer = await engine.trainer(trainerOptions(settings, problem.data));
  const model = await trainer.model();
  expect(samples.length).toBe(panesOf(settings).length);
  for (const [i, { method, noise }] of samplingsOf(settings).entries()) {
    const asked = parseSampleArguments(samples[i]!.slice(1))!;
    const { score: follows } = panesOf(settings)[i]!;
    expect('target' in asked.source).toBe(follows === 'exact');
    const drawn = 'target' in asked.source ? exactScore(asked.source) : { score: model, noise: model.noise };
    const sampling = samplingFor(drawn, asked.sampling);
    const program = method(noise);
    expect(sampling.method(sampling.noise)).toEqual(program);
    // The start of the library for chains that forget theirs is standard normals.
    expect(sampling.initial).toEqual(program.start === undefined ? { deviation: 1 } : undefined);
    expect(asked).toMatchObject({ particles: settings.particles, engine: { name: 'cpu' } });
    expect(asked.sampling.seed).toBe(settings.seed);
  }
}

describe('the command of a run makes the same training and takes the same samplers', () => {
  test.each(runs)('%s', (_, run) => expectSameRun(run));

  test('two columns of an array', () =>
    expectSameRun(
      recorded(
        { source: 'file', file: 'x.npy 0123456789abcdef', columnX: 2, columnY: 0, sigmaFrom: 8 },
        { table: { columns: 3, names: undefined, read: {} } },
      ),
    ));
});

test('rows far out clip no gradient on the page, and none by the command', async () => {
  const run = recorded(
    { source: 'file', file: 'a table.csv 0123456789abcdef', sigmaFrom: 8 },
    { table: { columns: 3, names: table.names, read: {} } },
  );
  const problem = problemFor(run);
  const far = { ...problem, data: { ...problem.data, values: problem.data.values.map((x, i) => (i === 3 ? 1e6 : x)) } };
  expect(commandsOf(run, far).commands[0]!.join(' ')).toContain('--clip none');
  expect(commandsOf(run, problem).commands[0]!.join(' ')).not.toContain('--clip');
});

test('what a command cannot say is said beside it', () => {
  const noted = (run: Recorded): string => commandsOf(run, problemFor(run)).notes.join(' ');
  const [, painting] = runs.find(([what]) => what === 'a painting')!;
  expect(noted(painting)).toBe('painting.npy is the data of the page: Download, Data.');
  const exact = { ...painting, settings: { ...painting.settings, score: 'exact' as const } };
  expect(noted(exact)).toContain('exact score of a painting');
  expect(commandsOf(exact, problemFor(exact)).commands.length).toBe(1);
  expect(noted(recorded({}, { trained: 0 }))).toContain('Nothing is trained yet');
  expect(noted(recorded({}, { updates: [3] }))).toContain('has not come to its end');
  expect(noted(recorded({}))).toBe('');
});

test('a model from a file is sampled alone', () => {
  const run = recorded({}, { model: "it's mine.safetensors" });
  const text = commandOf(run, problemFor(run));
  expect(text.replaceAll(' \\\n  ', ' ')).toBe(
    "npx scorefield sample --model 'it'\\''s mine.safetensors' --sigmas 5,0.02 --particles 8 --method langevin --levels 4 " +
      '--steps-per-level 2 --epsilon 0.00004 --denoise --initial 1 --seed 1 --engine cpu --out samples.npy\n',
  );
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
