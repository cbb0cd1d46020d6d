import type { EngineOptions } from '../create_engine.ts';
import type { Engine } from '../engine.ts';
import { programFor } from '../engines/plan/program.ts';
import { ArgumentError, DeviceError, DisposedError, EngineUnavailableError, requireInteger } from '../errors.ts';
import { maximumDimension } from '../network.ts';
import { isRecord, requireMethods } from '../require_options.ts';
import type { SamplerOptions } from '../sampler.ts';
import { createCalls } from './calls.ts';
import { createCanvases } from './canvases.ts';
import type { Owner } from './member.ts';
import type { EngineState, Report } from './messages.ts';
import { noiseOf } from './passable_score.ts';
import { passTuning } from './passed_tuning.ts';
import { packed } from './passing.ts';
import { createWorkerSampler } from './sampler.ts';
import { createWorkerEnsemble, createWorkerTrainer } from './trainer.ts';

/** Workers that have an engine, or had one. */
const taken = new WeakSet<Worker>();

/**
 * Milliseconds within which a worker should answer that it is there, whatever has to be loaded. Another script never does, and of
 * one that failed before anybody listened there is no word.
 */
const patience = 60_000;

/**
 * Opens an engine in a worker, off the thread of the page: what `createEngine` opens there, with the same options and the same
 * contract.
 *
 *     const worker = new Worker(new URL('scorefield/worker', import.meta.url), { type: 'module' });
 *     const engine = await engineInWorker(worker);
 *
 * The worker is the engine's: it ends when the engine is disposed of, or could not be had. A run goes on in it as far as the next
 * report, and further when that is asked for. `step`, `losses` and `completed` are as they were when it last answered. Data are
 * copied there, and results are moved back. A canvas is handed to the worker for good by the first `draw` on it, which from then
 * on gives it its size.
 * @throws EngineUnavailableError when the worker does not start, or what createEngine throws there
 * @throws ArgumentError on bad options, and from then on where something would have to go to the worker that cannot: a score with a
 * function of one's own in TypeScript, or a store that is neither localStorage nor sessionStorage
 * @throws DeviceError for all that is under way or asked for when the worker has died
 */
export async function engineInWorker(worker: Worker, options: EngineOptions = {}): Promise<Engine> {
  requireWorker(worker);
  if (!isRecord(options)) throw new ArgumentError('options', options, 'those of createEngine');
  const { tuning: given, ...others } = options;
  const { tuning, store } = passTuning(given);
  const { value } = packed('', { ...others, tuning });
  taken.add(worker);

  let state: EngineState | undefined;
  let disposed = false;
  let death: string | undefined;
  let members = 0;
  const calls = createCalls(worker, heard, die);
  const owner: Owner = { calls, requireAlive };
  const canvases = createCanvases(calls);
  const alarm = setTimeout(() => die(`it said nothing for ${patience / 1000} seconds`), patience);

  function heard(report: Report): void {
    if ('opening' in report) clearTimeout(alarm);
    if ('call' in report && report.engine) state = report.engine;
    if (!('tuned' in report)) return;
    try {
      store?.setItem(...report.tuned);
    } catch {
      // A store that is full or forbidden only costs the measurement the next time.
    }
  }

  function die(how: string): void {
    death ??= how;
    clearTimeout(alarm);
    worker.terminate();
    calls.end(deathOf(how));
  }

  function deathOf(how: string): Error {
    return state
      ? new DeviceError(`the worker of the engine stopped: ${how}. Make a new worker and an engine in it to go on.`)
      : new EngineUnavailableError(
          `the worker does not start: ${how}. Make it by new Worker(new URL('scorefield/worker', import.meta.url), { type: 'module' }).`,
        );
  }

  function requireAlive(): void {
    if (disposed) throw new DisposedError('engine');
    if (death !== undefined) throw deathOf(death);
  }

  function dispose(): void {
    if (disposed) return;
    disposed = true;
    calls.end(new DisposedError('engine'));
    worker.terminate();
  }

  /** Reads a table by the dimension. */
  function particlesIn(table: 'mostParticles' | 'busyParticles', dimension: number): number {
    requireInteger('dimension', dimension, 1, maximumDimension);
    return state![table][dimension - 1]!;
  }

  try {
    await calls.ask({ kind: 'open', options: value });
  } catch (error) {
    clearTimeout(alarm);
    worker.terminate();
    throw error;
  }

  return {
    get kind() {
      return state!.kind;
    },
    get adapter() {
      return state!.adapter;
    },
    get interruptions() {
      return state!.interruptions;
    },
    get passedOver() {
      return state!.passedOver;
    },
    async trainer(options) {
      requireAlive();
      const { value, transfer } = packed('', options);
      const member = members++;
      return createWorkerTrainer(member, await calls.ask({ kind: 'trainer', member, options: value }, transfer), owner);
    },
    async ensemble(options) {
      requireAlive();
      const { value, transfer } = packed('', options);
      const member = members++;
      return createWorkerEnsemble(
        member,
        await calls.ask({ kind: 'ensemble', member, options: value }, transfer),
        owner,
      );
    },
    mostParticles: (dimension) => particlesIn('mostParticles', dimension),
    busyParticles: (dimension) => particlesIn('busyParticles', dimension),
    async sampler(options) {
      requireAlive();
      const { value, transfer } = packed('', withProgram(options));
      const member = members++;
      const total = await calls.ask({ kind: 'sampler', member, options: value }, transfer);
      return createWorkerSampler(member, total, owner, canvases);
    },
    async score(request) {
      requireAlive();
      const { value, transfer } = packed('', request);
      return calls.ask({ kind: 'score', request: value }, transfer);
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function requireWorker(given: Worker): void {
  const what = "new Worker(new URL('scorefield/worker', import.meta.url), { type: 'module' })";
  requireMethods('worker', given, ['postMessage', 'addEventListener', 'terminate'], what);
  if (taken.has(given)) throw new ArgumentError('worker', given, `one that has had no engine, such as ${what}`);
}

/** A sampler is a function, which stays here: the worker is given its program. */
function withProgram(options: SamplerOptions): SamplerOptions {
  if (!isRecord(options) || typeof options.method !== 'function') return options;
  return { ...options, method: programFor(options, noiseOf('score', options.score)) };
}
