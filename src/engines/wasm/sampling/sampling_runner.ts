import { fieldOf } from '../../../fields/index.ts';
import { sigmaAt, usesMemory } from '../../../samplers/program.ts';
import { timetableOf } from '../../../samplers/timetable.ts';
import type { SamplingRunner } from '../../backend.ts';
import type { SamplingPlan } from '../../plan/sampling_plan.ts';
import { differenceAlong, scoreOfPoint } from '../../user_score.ts';
import type { Machine, Phase } from '../machine.ts';
import { copyPhase, fillPhase } from '../memory_phases.ts';
import { blockRows, planeBytes } from '../network/panels.ts';
import { fromPlanes, particleAt, sixteens, toPlanes } from '../sixteens.ts';
import type { Store } from '../store.ts';
import type { Fields } from '../struct.ts';
import type { HostScore } from '../threads/instance.ts';
import { createCounting } from './counting.ts';
import type { WasmField } from './wasm_score.ts';

/** Quads of a block. */
const unit = blockRows / 4;

/** Pieces of a submission. */
const mostPieces = 512;

/** Updates over which a piece spreads what it does once a block and noise level. */
const steadyUpdates = 16;

/** Sampling in the memory of a machine. @param setHostScore says what evaluates functions of the user's own, where there are any */
export function createSamplingRunner(
  machine: Machine,
  store: Store,
  plan: SamplingPlan,
  setHostScore?: (score: HostScore) => void,
): SamplingRunner {
  const { score, program, dimension, particles: count, firstQuad, key, initial, memory: given } = plan;
  const timetable = timetableOf(program);
  const sigmas = [...new Set(program.stages.map(({ sigma }) => sigma))];
  const indices = new Map(sigmas.map((sigma, i) => [sigma, i]));
  const fields = fieldOf(score).onWasm(score, { store, sigmas }, fieldOf);
  const stride = 4 * sixteens(count);
  const floats = sixteens(count) * dimension;
  const particles = store.room(4 * floats);
  const saved = store.room(4 * floats);
  const memory = usesMemory(program) ? { now: store.room(4 * floats), saved: store.room(4 * floats) } : undefined;
  const scratchFields = 64 + dimension * planeBytes;
  // Derivatives, and then the fields that they are of.
  const all = fields.flatMap((field) => [field, ...(field.parts ?? [])]);
  const scratch = placeFields(all, scratchFields);
  const finite = store.put(Uint32Array.of(1));
  const structsOf = (some: readonly WasmField[]): number =>
    store.structs(
      'Field',
      some.map((field) => {
        const index = all.indexOf(field);
        return {
          ...noField,
          ...field.fields,
          ...(field.parts && { parts: structsOf(field.parts), part_count: field.parts.length }),
          ...{ weight: field.weight, scratch: scratch.places[index]! - scratchFields, index, particles },
        };
      }),
    );
  const run = store.struct('Sampling', {
    ...{
      particles,
      memory: memory?.now ?? 0,
      stride,
      count,
      dimension,
      first_quad: firstQuad,
      key0: key[0],
      key1: key[1],
    },
    ...placeKnown(store, plan),
    stage_count: program.stages.length,
    stages: store.structs('Stage', [
      ...program.stages.map(({ a, b, c, d, e, f, sigma }, i) => ({
        ...{ a, b, c, d, e, f, first: timetable.firsts[i]!, sigma: indices.get(sigma)! },
        ...{ known_sigma: sigma, next_sigma: sigmaAt(program, i + 1) },
      })),
      { ...afterLast, first: timetable.total },
    ]),
    fields: structsOf(fields),
    field_count: fields.length,
    scratch: store.room(scratch.bytes * machine.threads),
    scratch_step: scratch.bytes,
    scratch_fields: scratchFields,
    finite,
  });
  let phases: Phase[] = memory && !given ? [fillPhase(memory.now, floats)] : [];
  if (memory && given) machine.write(memory.now, toPlanes(given.values, count, dimension));
  const blocks = Math.ceil(count / blockRows);
  if ('values' in initial) machine.write(particles, toPlanes(initial.values, count, dimension));
  else {
    const spread = store.put(Float32Array.from(initial.mean.flatMap((mean, j) => [mean, initial.deviation[j]!])));
    phases.push({ kernel: 'initial_particles', items: blocks, a: run, b: spread });
  }
  if (all.some(({ custom }) => custom)) {
    setHostScore?.(hostScore(all, sigmas, { count, particles }));
  }

  const counting = createCounting(machine, store, { particles, stride, count });

  function submit(): void {
    machine.submit(phases);
    phases = [];
  }

  return {
    work: 4 * fields.reduce((sum, { work }) => sum + work, 0),
    quads: Math.ceil(count / 4),
    unit,
    mostQuads: Number.POSITIVE_INFINITY,
    mostUpdates: Number.POSITIVE_INFINITY,
    mostPieces,
    steadyUpdates,
    enqueue({ first, end, firstQuad: from, endQuad: to }) {
      const items = Math.ceil((to - from) / unit);
      phases.push({ kernel: 'sample', items, a: run, b: first, c: end, d: from / unit });
    },
    submit,
    async completion() {
      submit();
      const [word] = await machine.read(finite, 1);
      // The bits of the whole number 1, read as a float.
      return word !== 0;
    },
    save() {
      machine.write(finite, Uint32Array.of(1));
      phases.push(copyPhase(particles, saved, floats));
      if (memory) phases.push(copyPhase(memory.now, memory.saved, floats));
    },
    restore() {
      phases.push(copyPhase(saved, particles, floats));
      if (memory) phases.push(copyPhase(memory.saved, memory.now, floats));
    },
    async read(part = 'particles') {
      submit();
      const planes = await machine.read(part === 'particles' ? particles : memory!.now, floats);
      return { values: fromPlanes(planes, count, dimension), shape: [count, dimension] };
    },
    counts(grid) {
      submit();
      return counting.counts(grid);
    },
    dispose() {
      counting.dispose();
      store.dispose();
    },
  };
}

/** What stands after the last stage: no updates, by which kernels see where that ends. */
const afterLast: Fields = { ...{ a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, sigma: 0 }, known_sigma: 0, next_sigma: 0 };

/** The fields of known coordinates in the struct Sampling. */
function placeKnown(store: Store, { known, particles, dimension }: SamplingPlan): Fields {
  if (!known) return { known: 0, known_step: 0, known_stride: 0 };
  const { values, shape } = known.values;
  if (shape[0] !== 1) {
    const planes = toPlanes(values, particles, dimension);
    return { known: store.put(planes), known_step: 1, known_stride: 4 * sixteens(particles) };
  }
  const groups = Float32Array.from({ length: 16 * dimension }, (_, i) => values[Math.floor(i / 16)]!);
  return { known: store.put(groups), known_step: 0, known_stride: 64 };
}

/** A field of which only its kind is known. */
const noField: Fields = {
  ...{ table: 0, table_step: 0, layers: 0, layer_count: 0, parameters: 0, activation: 0 },
  ...{ block: 0, components: 0, parts: 0, part_count: 0, along: 0, tangents: 0, dimension: 0 },
  ...{ key0: 0, key1: 0, first_quad: 0 },
  ...{ context: 0, context_inputs: 0, context_columns: 0, contexts: 0 },
};

/** Where the fields have their scratch memory, and bytes in all: whole cache lines. */
function placeFields(fields: readonly WasmField[], first: number): { places: number[]; bytes: number } {
  let bytes = first;
  const places = fields.map(({ scratch }) => {
    const place = bytes;
    bytes += Math.ceil(scratch / 64) * 64;
    return place;
  });
  return { places, bytes: Math.ceil(bytes / 64) * 64 };
}

/** Evaluates functions of the user's own, a particle at a time. */
function hostScore(
  fields: readonly WasmField[],
  sigmas: readonly number[],
  { count, particles }: { count: number; particles: number },
): HostScore {
  return (memory, { field, points, stride, tangent, results, rows, sigma: index }) => {
    const floats = new Float32Array(memory);
    const { score, dimension } = fields[field]!.custom!;
    const sigma = sigmas[index]!;
    for (let place = 0; place < rows; place++) {
      // What fills up the last group is nobody's.
      if (particleAt((points - particles) / 4 + place) >= count) continue;
      const x = (j: number): number => floats[(points + j * stride) / 4 + place]!;
      const v = (j: number): number => floats[tangent! / 4 + j * blockRows + place]!;
      const found =
        tangent === undefined
          ? scoreOfPoint(score, dimension, x, sigma)
          : differenceAlong(score, { x, v }, dimension, sigma);
      for (let j = 0; j < dimension; j++) floats[results / 4 + j * blockRows + place] = found[j]!;
    }
  };
}
