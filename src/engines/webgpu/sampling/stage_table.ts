import { type Program, sigmaAt } from '../../../samplers/program.ts';
import { timetableOf } from '../../../samplers/timetable.ts';

/** The stages of a program as the kernels read them, and the values of σ that they name by index. */
export interface StageTable {
  /** Records of the struct Stage of shaders/sampling/dispatch.wgsl. */
  readonly records: Uint32Array;
  readonly sigmas: readonly number[];
  /** The stages that hold the updates from `first` to before `end`. */
  span(first: number, end: number): { readonly first_stage: number; readonly end_stage: number };
}

/** Words of a record: eight floats, three whole numbers, a float. */
const words = 12;

export function stageTable(program: Program): StageTable {
  const { stages } = program;
  const sigmas = [...new Set(stages.map(({ sigma }) => sigma))];
  const indices = new Map(sigmas.map((sigma, i) => [sigma, i]));
  const { firsts, entryOf } = timetableOf(program);
  // A binding shows at least one.
  const records = new Uint32Array(words * Math.max(1, stages.length));
  const floats = new Float32Array(records.buffer);
  stages.forEach(({ a, b, c, d, e, f, sigma, count }, i) => {
    floats.set([a, b, c, d, e, f, sigma, Math.log(sigma)], words * i);
    records.set([firsts[i]!, count, indices.get(sigma)!], words * i + 8);
    floats[words * i + 11] = sigmaAt(program, i + 1);
  });
  return {
    records,
    sigmas,
    span: (first, end) => ({ first_stage: entryOf(first), end_stage: entryOf(end - 1) + 1 }),
  };
}
