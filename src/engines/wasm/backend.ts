import { DeviceError, isOutOfMemory } from '../../errors.ts';
import type { Score } from '../../fields/score.ts';
import type { Backend } from '../backend.ts';
import { type Binary, chooseBinary } from './binary.ts';
import { createMachine } from './create_machine.ts';
import type { Machine, MachineKind } from './machine.ts';
import { MemoryError } from './memory.ts';
import { createSamplingRunner } from './sampling/sampling_runner.ts';
import { createStore, withStore } from './store.ts';
import { createCallingThread } from './threads/calling_thread.ts';
import type { HostScore } from './threads/instance.ts';
import { createTrainingRunner } from './training/training_runner.ts';

export interface WasmOptions {
  /** Workers, from 1 to 64; as many as there are processors unless given. */
  readonly threads?: number;
  /** For tests: that kind of machine alone, */
  readonly machine?: MachineKind;
  /** and false for the binary without relaxed SIMD. */
  readonly relaxed?: boolean;
}

/** Coordinates that keep all threads busy. */
const busyValues = 2 ** 20;

/** Bytes of the memory that are not particles. */
const otherBytes = 2 ** 27;

/** Opens the engine of all processors. @throws EngineUnavailableError where there is no WebAssembly with SIMD, saying why */
export async function createWasmBackend({ threads, machine: kind, relaxed }: WasmOptions = {}): Promise<Backend> {
  const binary = chooseBinary(undefined, { ...(relaxed !== undefined && { relaxed }) });
  const machine = await createMachine(binary, { ...(threads !== undefined && { threads }), ...(kind && { kind }) });
  // Particles and a copy of them.
  const mostParticles = (dimension: number): number =>
    Math.max(16, Math.floor((2 ** 32 - otherBytes) / (8 * dimension) / 16) * 16);
  return {
    kind: 'wasm',
    adapter: {
      name: `WebAssembly, ${machine.description}, ${binary.relaxed ? 'relaxed SIMD' : 'SIMD'}`,
      vendor: '',
      architecture: 'wasm32',
      type: 'none',
    },
    // The calling thread computes at once; workers have more to do while the host waits for word.
    queueDepth: machine.kind === 'calling thread' ? 1 : 4,
    async train(plan) {
      const store = createStore(machine, binary.structs);
      return withStore(store, () => createTrainingRunner(machine, store, plan));
    },
    async sample(plan) {
      if (hasFunctions(plan.score)) return sampleHere(binary, plan);
      const store = createStore(machine, binary.structs);
      return withStore(store, () => createSamplingRunner(machine, store, plan));
    },
    mostParticles,
    busyParticles: (dimension) => Math.min(Math.ceil(busyValues / dimension), mostParticles(dimension)),
    explain,
    dispose: machine.dispose,
  };
}

function explain(error: unknown): unknown {
  if (error instanceof MemoryError)
    return new DeviceError(`${error.message}. Take fewer particles or rows at a time, or a smaller network.`, {
      cause: error,
    });
  if (isOutOfMemory(error))
    return new DeviceError(`the host has not enough memory: ${error.message}`, { cause: error });
  return error;
}

/** Whether a score has functions of the user's own, which no other thread can call. */
function hasFunctions(score: Score): boolean {
  if (score.kind === 'combination') return score.parts.some((part) => hasFunctions(part.score));
  return score.kind === 'custom';
}

/** Samples on the calling thread, by a machine of its own. */
async function sampleHere(binary: Binary, plan: Parameters<Backend['sample']>[0]): ReturnType<Backend['sample']> {
  let evaluate: HostScore | undefined;
  const machine: Machine = await createCallingThread(binary, 'functions of the user run there', (memory, of) =>
    evaluate!(memory, of),
  );
  const store = createStore(machine, binary.structs);
  const runner = await withStore(store, () =>
    createSamplingRunner(machine, store, plan, (score) => {
      evaluate = score;
    }),
  );
  return {
    ...runner,
    dispose() {
      runner.dispose();
      machine.dispose();
    },
  };
}
