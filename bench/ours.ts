import {
  annealedLangevin,
  createCpuEngine,
  type Engine,
  inFloat32,
  type Model,
  points,
  type Sampler,
} from '../src/index.ts';
import { requireClose } from './close.ts';
import type { Contestant, Runner } from './contestant.ts';
import { watchMemories } from './wasm_memory.ts';
import { type SamplingWorkload, samplerOptions, type TrainingWorkload, type Workload } from './workloads.ts';

const names = { webgpu: 'scorefield, WebGPU', wasm: 'scorefield, wasm', cpu: 'scorefield, CPU engine' } as const;

/**
 * An engine of this project, each workload on a fresh one, so that its first use is a first use.
 * @param limits the name of those that hold for it, if any
 */
export async function ourEngine(open: () => Promise<Engine>, limits?: string): Promise<Contestant> {
  const first = await open();
  const { kind, adapter } = first;
  const opened: Engine[] = [first];
  return {
    name: names[kind],
    adapter: kind === 'cpu' ? 'one thread' : adapter.name.replace(/^WebAssembly, /, ''),
    ...(limits !== undefined && { limits }),
    async open(workload) {
      using memories = watchMemories();
      const engine = await open();
      opened.push(engine);
      const runner = workload.kind === 'training' ? await training(engine, workload) : await sampling(engine, workload);
      await runner.run(1);
      return kind === 'wasm' ? { ...runner, memory: memories.bytes } : runner;
    },
    validate: (workload) => validate(first, workload),
    dispose() {
      for (const engine of opened) engine.dispose();
    },
  };
}

async function training(engine: Engine, { options }: TrainingWorkload): Promise<Runner> {
  const trainer = await engine.trainer(options);
  return {
    async run(steps) {
      const started = performance.now();
      for await (const _ of trainer.run({ steps }));
      return (performance.now() - started) / 1000;
    },
    dispose: trainer.dispose,
  };
}

/** Continues a sampling run from call to call, with a new sampler when one is at its end; making it is not timed. */
async function sampling(engine: Engine, workload: SamplingWorkload): Promise<Runner> {
  const model = await workload.model();
  const fresh = () => engine.sampler(samplerOptions(workload, model));
  let sampler = await fresh();
  return {
    async run(steps) {
      let seconds = 0;
      let done = 0;
      while (done < steps) {
        if (sampler.completed === sampler.total) {
          sampler.dispose();
          sampler = await fresh();
        }
        const started = performance.now();
        done += await advance(sampler, steps - done);
        await sampler.samples();
        seconds += (performance.now() - started) / 1000;
      }
      return seconds * (steps / done);
    },
    dispose: () => sampler.dispose(),
  };
}

/** Takes about so many steps, fewer at the end of the schedule. Samplers report at multiples of `reportEvery`, so it may be more. */
async function advance(sampler: Sampler, steps: number): Promise<number> {
  const start = sampler.completed;
  for await (const { completed } of sampler.run({ reportEvery: steps })) if (completed - start >= steps) break;
  return sampler.completed - start;
}

/** The gradient or a trajectory, in lockstep with the CPU engine, at the tolerances of the tests. */
async function validate(engine: Engine, workload: Workload): Promise<void> {
  const cpu = createCpuEngine();
  if (workload.kind === 'training') {
    const gradients = await Promise.all(
      [engine, cpu].map(async (each) => {
        using trainer = await each.trainer(workload.options);
        // Awaited here: the trainer is disposed as this function returns.
        return await trainer.gradient();
      }),
    );
    return requireClose('the gradient', gradients[0]!, gradients[1]!, 5e-6);
  }
  const model = await workload.model();
  const runs = await Promise.all([engine, cpu].map((each) => shortRun(each, workload, model)));
  requireClose('a trajectory', runs[0]!, runs[1]!, 1e-3);
}

/** A sampling run over all levels, short enough for the CPU: some ten million multiply-adds a level. */
async function shortRun(engine: Engine, workload: SamplingWorkload, model: Model): Promise<Float32Array> {
  const method = annealedLangevin({ ...workload.steps, perLevel: workload.network.dimension > 4 ? 3 : 10 });
  // Not a multiple of four: the last quad is not full.
  const particles = model.parameters.length > 1000 ? 30 : 257;
  using sampler = await engine.sampler({ ...samplerOptions(workload, model), method, particles });
  for await (const _ of sampler.run());
  return inFloat32('samples', await sampler.samples()).values;
}

/** Scores at some points of a workload, by the CPU engine: what peers are held against. */
export async function referenceScore(
  workload: SamplingWorkload,
  values: Float32Array,
  sigma: number,
): Promise<Float32Array> {
  const { dimension } = workload.network;
  const score = await workload.model();
  return inFloat32('scores', await createCpuEngine().score({ score, points: points(values, dimension), sigma })).values;
}
