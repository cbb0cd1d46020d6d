import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportName } from '../../../demo/lab/protocol.ts';
import { problemOf } from '../../../demo/lab/run/problem.ts';
import { samplingsOf } from '../../../demo/lab/run/sampling.ts';
import { type Exportable, exportOf } from '../../../demo/lab/worker/exports.ts';
import { startLearning } from '../../../demo/lab/worker/learning.ts';
import { type Particles, startParticles } from '../../../demo/lab/worker/particles.ts';
import type { State } from '../../../demo/lab/worker/state.ts';
import { createCpuEngine, readCheckpoint, readCsv, readModel, readNpy } from '../../../src/index.ts';
import { settingsWith } from './runs.ts';

const engine = createCpuEngine();
const settings = settingsWith({});
let state: State;
let particles: Particles;

beforeAll(async () => {
  const problem = problemOf(settings, undefined);
  const learning = await startLearning(engine, problem, settings, undefined);
  await learning.advance(1000, 6);
  state = { settings, engine, problem, extent: [], learning, given: undefined };
  const start = { score: await learning.model(-1), count: 8, seed: 1, initial: undefined };
  particles = await startParticles(engine, { ...start, sampling: samplingsOf(settings)[0] });
});
afterAll(() => engine.dispose());

const present = (): Exportable => ({ state, panes: [particles], moving: false, table: undefined });

async function taken(what: ExportName, from: Exportable = present()) {
  const { id, name, bytes, refused } = await exportOf({ kind: 'export', id: 7, what }, from);
  expect(id).toBe(7);
  return { name, bytes: bytes!, refused };
}

describe('what is taken away', () => {
  test('the model and its training, which read back the same', async () => {
    const model = await taken('model');
    expect(model.name).toBe('scorefield-two_moons-6.safetensors');
    expect(readModel(model.bytes).parameters).toEqual((await state.learning!.model(-1)).parameters);
    const checkpoint = await taken('checkpoint');
    expect(checkpoint.name).toBe('scorefield-two_moons-6-checkpoint.safetensors');
    expect(readCheckpoint(checkpoint.bytes).step).toBe(6);
    expect((await taken('onnx')).name).toBe('scorefield-two_moons-6.onnx');
  });

  test('of the moment that is looked at', async () => {
    const from = { ...present(), state: { ...state, settings: { ...settings, frame: 0 } } };
    const { name, bytes } = await taken('model', from);
    expect(name).toBe('scorefield-two_moons-0.safetensors');
    expect(readModel(bytes).parameters).toEqual(state.learning!.frames[0]!.model.parameters);
    const code = new TextDecoder().decode((await taken('code', from)).bytes);
    expect(code).not.toContain('trainer.run');
  });

  test('the samples, once there are some', async () => {
    for (const what of ['samples-npy', 'samples-csv'] as const) {
      expect((await taken(what)).refused).toMatch(/Nothing is sampled yet/);
      expect((await taken(what, { ...present(), panes: [] })).refused).toMatch(/Nothing is sampled yet/);
    }
    await particles.seek(3);
    expect((await taken('samples-npy')).name).toBe('scorefield-two_moons-6-langevin-update-3.npy');
    const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    expect(decode((await taken('code')).bytes)).toContain('reportEvery: 3 })) break;');
    expect(decode((await taken('code', { ...present(), moving: true })).bytes)).not.toContain('break');
    await particles.seek(particles.total);
    const npy = await taken('samples-npy');
    expect(npy.name).toBe('scorefield-two_moons-6-langevin.npy');
    const samples = await particles.samples();
    expect(readNpy(npy.bytes)).toEqual(samples);
    const csv = await taken('samples-csv');
    const { points, columns } = readCsv(decode(csv.bytes));
    expect(columns).toEqual(['x0', 'x1']);
    expect(Float32Array.from(points.values)).toEqual(samples.values);
  });

  test('the data, and words that make the run again', async () => {
    expect(readNpy((await taken('data-npy')).bytes)).toEqual(state.problem.data);
    const command = new TextDecoder().decode((await taken('command')).bytes);
    expect(command).toMatch(/^npx scorefield train --target two_moons/);
  });
});

describe('what is not there is refused in words', () => {
  test('where the settings stand for nothing', async () => {
    expect((await taken('model', { ...present(), state: undefined })).refused).toMatch(/nothing to take away/);
  });

  test.each([
    ['file', /is from a file: train one/],
    ['shipped', /came with the page: train one/],
  ] as const)('the training of a network from the %s', async (from, words) => {
    const given = { from, name: 'm.safetensors', model: await state.learning!.model(-1), steps: 3000 };
    const there = { ...present(), state: { ...state, learning: undefined, given } };
    expect((await taken('checkpoint', there)).refused).toMatch(words);
    expect((await taken('model', there)).name).toBe('scorefield-two_moons-3000.safetensors');
    const code = new TextDecoder().decode((await taken('code', there)).bytes);
    expect(code.includes("readFile('m.safetensors')")).toBe(from === 'file');
  });
});
