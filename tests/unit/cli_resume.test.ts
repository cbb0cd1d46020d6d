import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint.ts';
import { requireSameData, resumptionOf } from '../../src/cli/commands/resume.ts';
import { UsageError } from '../../src/cli/exit.ts';
import { parseTrainArguments, type TrainRequest } from '../../src/cli/options/train.ts';
import { fingerprintOf } from '../../src/fingerprint.ts';
import { cosine, warmup } from '../../src/learning_rate.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { type Adam, adam, adamW } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import { standardisation } from '../../src/transform.ts';

const data = points([1, 2, 3, 5, 8, 13], 2);
const network = mlp({
  ...{ dimension: 2, hidden: [8, 8], activation: 'tanh', conditioning: { fourier: 2 }, output: { edm: 0.7 } },
});
const buffer = initialParameters(network, 1).map(Math.abs);
const checkpointWith = (optimizer: Adam): Checkpoint => ({
  network,
  noise: geometric({ from: 4, to: 0.25, levels: 3 }),
  settings: {
    optimizer,
    averaging: { decay: 0.9 },
    batch: 32,
    noisePerRow: { logNormal: { mean: -1.2, deviation: 1.2 } },
    weighting: 1,
    perturbation: 'shared',
    seed: 7,
  },
  data: fingerprintOf(data),
  step: 30,
  ...{ parameters: buffer, first: buffer, second: buffer, average: buffer },
});
const optimizer = adamW({ learningRate: cosine({ from: 0.02, steps: 100, warmup: 5 }), weightDecay: 0.2, clip: 3 });
const checkpoint = checkpointWith(optimizer);

const asked = (...args: string[]): TrainRequest =>
  parseTrainArguments(['--target', 'two_moons', '--out', 'm.safetensors', '--resume', ...args])!;

/** The options with which the training was begun. */
const all =
  '--points 3 --hidden 8,8 --activation tanh --conditioning fourier:2 --output edm --sigmas 4,0.25,3 --batch 32 ' +
  '--noise-per-row log-normal:-1.2,1.2 --perturbation shared --weighting 1 --steps 100 --optimizer adamw --clip 3 ' +
  '--learning-rate 0.02 --schedule cosine:5 --weight-decay 0.2 --ema 0.9 --seed 7';

describe('a training goes on', () => {
  test('with what the file says, whether or not the options say so again', () => {
    const expected = { checkpoint, steps: 100, points: 3, seed: 7 };
    expect(resumptionOf(asked(), checkpoint)).toEqual(expected);
    expect(resumptionOf(asked(...all.split(' ')), checkpoint)).toEqual(expected);
    expect(resumptionOf(asked('--output', 'edm:0.7', '--steps', '60'), checkpoint)).toEqual({ ...expected, steps: 60 });
    const named = asked('--schedule', 'cosine:5,100', '--steps', '60', '--beta2', '0.999');
    expect(resumptionOf(named, checkpoint)).toEqual({ ...expected, steps: 60 });
  });

  test.each([
    ['--points', '4'],
    ['--hidden', '8'],
    ['--activation', 'relu'],
    ['--conditioning', 'sigma'],
    ['--output', 'edm:0.8'],
    ['--output', 'score'],
    ['--sigmas', '4,0.25,4'],
    ['--batch', 'all'],
    ['--noise-per-row', 'one-level'],
    ['--perturbation', 'independent'],
    ['--weighting', '2'],
    ['--optimizer', 'adam'],
    ['--optimizer', 'adamw'],
    ['--clip', '2'],
    ['--learning-rate', '0.01'],
    ['--schedule', 'cosine'],
    ['--schedule', 'constant'],
    ['--schedule', 'cosine:5,90'],
    ['--beta2', '0.99'],
    ['--ema', '0.99'],
    ['--seed', '8'],
  ])('not with other settings: %s %s', (option, value) => {
    const go = () => resumptionOf(asked(option, value), checkpoint);
    expect(go).toThrow(UsageError);
    expect(go).toThrow(new RegExp(`^${option}: got .*, but the training in m\\.safetensors has .*; leave it out`));
  });

  test('not to where it is already', () => {
    expect(() => resumptionOf(asked('--steps', '30'), checkpoint)).toThrow(/^--steps: .* has taken 30 steps/);
  });

  test('beyond the end of its cosine only with another schedule', () => {
    expect(() => resumptionOf(asked('--steps', '101'), checkpoint)).toThrow(/^--steps: .* at step 100; .* --schedule/);
    const { settings } = checkpoint;
    const longer = asked('--steps', '200', '--schedule', 'constant', '--learning-rate', '0.001');
    expect(resumptionOf(longer, checkpoint)).toMatchObject({
      steps: 200,
      checkpoint: { settings: { ...settings, optimizer: { ...optimizer, learningRate: 0.001 } } },
    });
    const again = asked('--steps', '200', '--schedule', 'cosine');
    expect(resumptionOf(again, checkpoint).checkpoint.settings.optimizer.learningRate).toEqual(cosine({ steps: 200 }));
  });

  test('without end where its rate has none, so that an end must be said', () => {
    for (const learningRate of [0.01, warmup({ steps: 9 })]) {
      const endless = checkpointWith(adam({ learningRate }));
      expect(() => resumptionOf(asked(), endless)).toThrow(/^--steps is missing/);
      expect(resumptionOf(asked('--steps', '5000'), endless)).toMatchObject({ steps: 5000, checkpoint: endless });
    }
    const warmed = checkpointWith(adam({ learningRate: warmup({ steps: 9 }) }));
    expect(resumptionOf(asked('--steps', '50', '--schedule', 'warmup:9'), warmed)).toMatchObject({ steps: 50 });
    expect(() => resumptionOf(asked('--steps', '50', '--schedule', 'warmup:8'), warmed)).toThrow(/^--schedule/);
  });
});

describe('the data must be', () => {
  test('the same', () => {
    expect(() => requireSameData(asked(), checkpoint, data)).not.toThrow();
    expect(() => requireSameData(asked(), checkpoint, points([1, 2], 2))).toThrow(/^--target: .* the 3 points in 2/);
    const fromFile = parseTrainArguments(['--data', 'x.csv', '--out', 'm.safetensors', '--resume'])!;
    expect(() => requireSameData(fromFile, checkpoint, points([1, 2, 3, 5, 8, 14], 2))).toThrow(/^--data: /);
  });

  test('standardised in the same way', () => {
    const columns = asked('--standardise', 'columns');
    const scaled = { ...checkpoint, transform: standardisation(data, 'columns') };
    expect(() => requireSameData(columns, scaled, data)).not.toThrow();
    expect(() => requireSameData(asked(), scaled, data)).not.toThrow();
    expect(() => requireSameData(columns, checkpoint, data)).toThrow(/^--standardise: got columns, .* without/);
    expect(() => requireSameData(asked('--standardise', 'global'), scaled, data)).toThrow(
      /^--standardise: .* otherwise/,
    );
  });
});
