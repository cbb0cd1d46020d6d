import { fieldOf } from '../../fields/index.ts';
import { sigmaAt, usesMemory } from '../../samplers/program.ts';
import { timetableOf } from '../../samplers/timetable.ts';
import type { SamplingRunner } from '../backend.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import { turn } from '../turn.ts';
import { blockRows } from './block.ts';
import { countParticles } from './count.ts';
import { fromPoints, initialParticles, loadBlock, room, toPoints } from './particles.ts';
import { takeStage } from './stage.ts';

/** Programs in float64; particles and their memory are rounded to float32 after every update. */
export function createSamplingRunner(plan: SamplingPlan): SamplingRunner {
  const { program, key, firstQuad, particles: count, dimension, known } = plan;
  const score = fieldOf(plan.score).onCpu(plan.score, fieldOf);
  const particles = initialParticles(plan);
  const memory = usesMemory(program) ? memoryOf(plan) : undefined;
  const saved = { values: room(count, dimension), memory: memory && room(count, dimension) };
  const timetable = timetableOf(program);
  const quads = Math.ceil(count / 4);
  let finite = true;

  /** One update of a range of particles; says whether all of them stay finite. */
  function update(number: number, from: number, to: number): boolean {
    const entry = timetable.entryOf(number);
    const stage = program.stages[entry]!;
    const isLast = number + 1 === timetable.firsts[entry]! + stage.count;
    const carried = isLast ? sigmaAt(program, entry + 1) : stage.sigma;
    const update = { stage, number, firstQuad, key, carried, ...(known && { known }) };
    score.setLevel(stage.sigma);
    let all = true;
    for (let first = from; first < to; first += blockRows) {
      const rows = Math.min(blockRows, to - first);
      loadBlock(particles, first, rows, score.points);
      score.evaluate(rows, first);
      const stays = takeStage(particles, memory, first, rows, score.scores, update);
      all = all && stays;
    }
    return all;
  }

  return {
    work: 4 * score.work,
    quads,
    unit: blockRows / 4,
    mostQuads: quads,
    mostUpdates: timetable.total,
    mostPieces: 1,
    steadyUpdates: 1,
    enqueue({ first, end, firstQuad: from, endQuad: to }) {
      // A piece that stops being finite is not taken further; others are, for they may be wanted all the same.
      let stays = true;
      for (let number = first; number < end && stays; number++)
        stays = update(number, 4 * from, Math.min(4 * to, count));
      finite = finite && stays;
    },
    submit() {},
    async completion() {
      await turn();
      return finite;
    },
    save() {
      finite = true;
      saved.values.set(particles.values);
      if (memory) saved.memory!.set(memory);
    },
    restore() {
      finite = true;
      particles.values.set(saved.values);
      if (memory) memory.set(saved.memory!);
    },
    read: async (part = 'particles') =>
      toPoints(part === 'particles' ? particles : { values: memory!, count, dimension }),
    counts: async (grid) => countParticles(particles, grid),
    dispose() {},
  };
}

function memoryOf({ particles, dimension, memory }: SamplingPlan): Float64Array {
  return memory ? fromPoints(memory).values : room(particles, dimension);
}
