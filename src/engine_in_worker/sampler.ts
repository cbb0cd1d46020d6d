import type { Canvas } from '../canvas.ts';
import { ArgumentError } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import type { Sampler, SamplingProgress } from '../sampler.ts';
import type { Canvases } from './canvases.ts';
import { createMember, type Owner } from './member.ts';
import type { PassedCanvas } from './messages.ts';
import { packed } from './passing.ts';

/** A sampler of the worker. @param total updates of its program */
export function createWorkerSampler(id: number, total: number, owner: Owner, canvases: Canvases): Sampler {
  const { calls } = owner;
  let completed = 0;
  const { requireAlive, run, dispose } = createMember('sampler', id, owner, {
    check: (options) => requireKeys<object>('', options, { reportEvery: true, signal: true }),
    update(state) {
      if ('completed' in state) completed = state.completed;
    },
  });

  /** The canvas as it goes to the worker, or why it does not. */
  function passed(canvas: Canvas): PassedCanvas | ArgumentError {
    try {
      return canvases.pass(canvas);
    } catch (error) {
      if (error instanceof ArgumentError) return error;
      throw error;
    }
  }

  return {
    get completed() {
      return completed;
    },
    total,
    run: (options = {}) => run<SamplingProgress>(options as Parameters<typeof run>[0]),
    async samples() {
      requireAlive();
      return calls.ask({ kind: 'samples', member: id });
    },
    async counts(grid) {
      requireAlive();
      const { value, transfer } = packed('grid', grid);
      return calls.ask({ kind: 'counts', member: id, grid: value }, transfer);
    },
    async draw(canvas, picture, size) {
      requireAlive();
      const { value, transfer } = packed('picture', picture);
      const wanted = packed('size', size).value;
      const handed = passed(canvas);
      if (!(handed instanceof ArgumentError)) {
        const moved = handed.handed ? [...transfer, handed.handed] : transfer;
        return calls.ask({ kind: 'draw', member: id, canvas: handed, picture: value, size: wanted }, moved);
      }
      // The worker looks at the picture first, and finds no canvas.
      await calls
        .ask({ kind: 'draw', member: id, canvas: undefined, picture: value, size: wanted }, transfer)
        .catch((error) => {
          throw error instanceof ArgumentError && error.argument === 'canvas' ? handed : error;
        });
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}
