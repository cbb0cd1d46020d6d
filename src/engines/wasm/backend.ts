import { isOutOfMemory, OutOfMemoryError } from '../../errors.ts';
import type { Score } from '../../fields/score.ts';
import type { Backend, SamplingRunner } from '../backend.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import { type Binary, chooseBinary } from './binary.ts';
import { createMachine } from './create_machine.ts';
import type { Machine, MachineKind } from './machine.ts';
import { samplingTooLarge, trainingTooLarge, withinRoom } from './room.ts';
import { createSamplingRunner } from './sampling/sampling_runner.ts';
import { createStore, withStore } from './store.ts';
import { createCallingThread } from './threads/calling_thread.ts';
import { inTurns } from './threads/in_turns.ts';
import type { HostScore } from './threads/instance.ts';
import { createTrainingRunner } from './training/training_runner.ts';

export interface WasmOptions {
  /** Workers, from 1 to 64; one a processor, at most `usualThreads`, unless given. */
  readonly threads?: number;
  /** That kind of machine alone. */
  readonly machine?: MachineKind;
  /** For tests: false for the binary without relaxed SIMD. */
  readonly relaxed?: boolean;
}

/** One whose machine is known. */
export interface WasmBackend extends Backend {
  readonly machine: MachineKind;
}

/** Coordinates that keep all threads busy. */
const busyValues = 2 ** 20;

/** Bytes of the memory that are not particles. */
const otherBytes = 2 ** 27;

/** Opens the engine of all processors. @throws EngineUnavailableError where there is no WebAssembly with SIMD, saying why */
export async function createWasmBackend({ threads, machine: kind, relaxed }: WasmOptions = {}): Promise<WasmBackend> {
  const binary = chooseBinary(undefined, { ...(relaxed !== undefined && { relaxed }) });
  return backendOn(
    await createMachine(binary, { ...(threads !== undefined && { threads }), ...(kind && { kind }) }),
    binary,
  );
}

/** The backend of a machine that runs this binary. */
export function backendOn(machine: Machine, binary: Binary): WasmBackend {
  // Particles and a copy of them.
  const mostParticles = (dimension: number): number =>
    Math.max(16, Math.floor((2 ** 32 - otherBytes) / (8 * dimension) / 16) * 16);
  return {
    kind: 'wasm',
    machine: machine.kind,
    adapter: {
      name: nameOf(machine, binary),
      vendor: '',
      architecture: 'wasm32',
      type: 'none',
    },
    // The calling thread computes at once; workers have more to do while the host waits for word.
    queueDepth: machine.kind === 'calling thread' ? 1 : 4,
    train(plan) {
      const make = (on: Machine) => {
        const store = createStore(on, binary.structs);
        return withStore(store, () => createTrainingRunner(on, store, plan));
      };
      return withinRoom(machine, make, (shortage) => trainingTooLarge(plan, shortage));
    },
    sample: (plan) => (hasFunctions(plan.score) ? sampleHere(binary, plan) : sampleOn(machine, binary, plan)),
    mostParticles,
    busyParticles: (dimension) => Math.min(Math.ceil(busyValues / dimension), mostParticles(dimension)),
    explain: async (error) =>
      isOutOfMemory(error)
        ? new OutOfMemoryError(`the host has not enough memory: ${error.message}`, { cause: error })
        : error,
    dispose: machine.dispose,
  };
}

/** "WebAssembly, one worker, SIMD: …" with why it is no better, where it could be. */
function nameOf({ description, why }: Machine, { relaxed }: Binary): string {
  const name = `WebAssembly, ${description}, ${relaxed ? 'relaxed SIMD' : 'SIMD'}`;
  return why === undefined ? name : `${name}: ${why}`;
}

function sampleOn(
  machine: Machine,
  binary: Binary,
  plan: SamplingPlan,
  setHostScore?: (score: HostScore) => void,
): Promise<SamplingRunner> {
  const make = (on: Machine) => {
    const store = createStore(on, binary.structs);
    return withStore(store, () => createSamplingRunner(on, store, plan, setHostScore));
  };
  return withinRoom(machine, make, (shortage) => samplingTooLarge(plan, shortage));
}

/** Whether a score has functions of the user's own, which no other thread can call. */
function hasFunctions(score: Score): boolean {
  if (score.kind === 'combination') return score.parts.some((part) => hasFunctions(part.score));
  if (score.kind === 'divergence' || score.kind === 'tangent' || score.kind === 'measured')
    return hasFunctions(score.score);
  return score.kind === 'custom';
}

/** Samples on the calling thread, by a machine of its own. */
async function sampleHere(binary: Binary, plan: SamplingPlan): Promise<SamplingRunner> {
  let evaluate: HostScore | undefined;
  const machine = inTurns(
    await createCallingThread(binary, 'functions of the user run there', (memory, of) => evaluate!(memory, of)),
  );
  const runner = await sampleOn(machine, binary, plan, (score) => {
    evaluate = score;
  });
  return {
    ...runner,
    dispose() {
      runner.dispose();
      machine.dispose();
    },
  };
}
