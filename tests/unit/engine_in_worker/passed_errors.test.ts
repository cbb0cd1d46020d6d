import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint.ts';
import { DeviceLostError } from '../../../src/device_lost_error.ts';
import { passError, remakeError } from '../../../src/engine_in_worker/passed_errors.ts';
import {
  ArgumentError,
  BusyError,
  DeviceError,
  DisposedError,
  EngineUnavailableError,
  OutOfMemoryError,
  SamplingDivergedError,
  ScorefieldError,
  TrainingDivergedError,
} from '../../../src/errors.ts';

/** An error as it comes through a channel. */
const passed = (thrown: unknown): Error => remakeError(structuredClone(passError(thrown)));

describe('an error that goes to another thread', () => {
  test.each<ScorefieldError>([
    new ArgumentError('noise.levels', [1, 2], 'strictly decreasing', 'Sort them.'),
    new BusyError('trainer'),
    new DeviceError('lost'),
    new DisposedError('sampler'),
    new EngineUnavailableError('no adapter', { cause: new RangeError('no memory') }),
    new SamplingDivergedError(3, 7, { sigma: 0.5, b: 0.1, d: 0.2 }),
    new TrainingDivergedError(42),
    new OutOfMemoryError('no memory'),
    new DeviceLostError('lost for good', 'lost', { checkpoint: { step: 7 } as Checkpoint }),
  ])('is there what it was here: $name', (error) => {
    const made = passed(error);
    expect(made.constructor).toBe(error.constructor);
    expect(made).toBeInstanceOf(ScorefieldError);
    // A true error, as consoles and structured clones see it.
    expect(Object.prototype.toString.call(made)).toBe('[object Error]');
    expect(structuredClone(made)).toBeInstanceOf(Error);
    expect(made).toEqual(error);
    expect({ ...made }).toEqual({ ...error });
    expect([made.message, made.stack, made.cause]).toEqual([error.message, error.stack, error.cause]);
  });

  test('keeps what it holds, as far as that is plain data', () => {
    const held = { checkpoint: { step: 3, parameters: Float32Array.of(1, 2) }, retry: () => {} };
    expect({ ...passed(Object.assign(new DeviceError('lost'), held)) }).toEqual({
      name: 'DeviceError',
      checkpoint: held.checkpoint,
    });
  });

  test('of another library is an error of that name', () => {
    const made = passed(new DOMException('too much', 'DataCloneError'));
    expect([made.name, made.message]).toEqual(['DataCloneError', 'too much']);
    expect(passed(new TypeError('none'))).toEqual(new TypeError('none'));
    expect(passed('a text').message).toBe('a text');
  });
});
