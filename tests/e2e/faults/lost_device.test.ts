import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { readCheckpoint } from '../../../src/files/index.ts';
import { build } from '../command.ts';
import { inFolder, run } from './launch.ts';

beforeAll(build);

const hook = pathToFileURL(fileURLToPath(new URL('./losing_devices.mjs', import.meta.url))).href;
/** A command whose GPU is lost after so many submissions, each time. */
const losing = (args: readonly string[], moments: readonly number[], devices?: number) =>
  run(args, {
    env: {
      SCOREFIELD_TUNING: 'off',
      NODE_OPTIONS: `--import ${hook}`,
      SCOREFIELD_LOSSES: moments.join(','),
      ...(devices !== undefined && { SCOREFIELD_DEVICES: String(devices) }),
    },
  });

const training = (folder: string) => [
  ...['train', '--target', 'tutorial', '--points', '100', '--engine', 'webgpu', '--steps', '1500'],
  ...['--out', join(folder, 'model.safetensors')],
];
const drawing = (model: string, out: string) => [
  ...['sample', '--engine', 'webgpu', '--model', model, '--method', 'langevin', '--steps-per-level', '100'],
  ...['--particles', '4000', '--chunk', '1000', '--out', out],
];
const note =
  /note: WebGPU: the device was lost: the driver was reset\. It goes on from (step|update) \d+, with the same result, on webgpu, /;

test('a training and a sampling run whose GPU is lost on the way say so, and write the same bytes', () =>
  inFolder(async (folder) => {
    const model = join(folder, 'model.safetensors');
    expect(await losing(training(folder), [])).toMatchObject({ code: 0 });
    const whole = readFileSync(model);
    const { code, stderr } = await losing([...training(folder), '--force'], [9, 30, 17]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(note);
    expect(readFileSync(model).equals(whole)).toBe(true);

    const [undisturbed, disturbed] = [join(folder, 'a.npy'), join(folder, 'b.npy')];
    expect(await losing(drawing(model, undisturbed), [])).toMatchObject({ code: 0 });
    const sampled = await losing(drawing(model, disturbed), [9, 30, 17]);
    expect(sampled.code, sampled.stderr).toBe(0);
    expect(sampled.stderr).toMatch(note);
    expect(readFileSync(disturbed).equals(readFileSync(undisturbed))).toBe(true);
  }));

test('a training whose GPU does not come back keeps what there is and says how to go on, or goes on on the engine that is named', () =>
  inFolder(async (folder) => {
    const args = [...training(folder), '--checkpoint-every', '100'];
    const { code, stderr } = await losing(args, [25], 1);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /It did not come back in 4 attempts: .*no device is left\..*; the training as it is after step \d+ .*--resume/s,
    );
    const file = join(folder, 'model.safetensors');
    const { step } = readCheckpoint(readFileSync(file));
    expect(step).toBeGreaterThan(0);
    const named = await losing([...args, '--resume', '--fallback', 'wasm'], [3], 1);
    expect(named.code, named.stderr).toBe(0);
    expect(named.stderr).toMatch(/It goes on from step \d+, with the same result, on wasm, /);
    expect(readCheckpoint(readFileSync(file)).step).toBe(1500);
  }));
