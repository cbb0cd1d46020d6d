import { firstsOf, type Program } from '../../../samplers/program.ts';

/** The stages of a program as the kernels read them, and the values of σ that they name by index. */
export interface StageTable {
  /** Records of the struct Stage of shaders/sampling/dispatch.wgsl. */
  readonly records: Uint32Array;
  readonly sigmas: readonly number[];
  /** The stages that hold the updates from `first` to before `end`. */
  span(first: number, end: number): { readonly first_stage: number; readonly end_stage: number };
}

/** Words of a record: eight floats, three whole numbers. */
const words = 11;

export function stageTable(program: Program): StageTable {
  const { stages } = program;
  const sigmas = [...new Set(stages.map(({ sigma }) => sigma))];
  const indices = new Map(sigmas.map((sigma, i) => [sigma, i]));
  const firsts = firstsOf(program);
  const records = new Uint32Array(words * stages.length);
  const floats = new Float32Array(records.buffer);
  stages.forEach(({ a, b, c, d, e, f, sigma, count }, i) => {
    floats.set([a, b, c, d, e, f, sigma, Math.log(sigma)], words * i);
    records.set([firsts[i]!, count, indices.get(sigma)!], words * i + 8);
  });
  return {
    records,
    sigmas,
    span: (first, end) => ({ first_stage: entryOf(firsts, first), end_stage: entryOf(firsts, end - 1) + 1 }),
  };
}

/** The stage that holds an update, by bisection: there may be thousands of both. */
function entryOf(firsts: readonly number[], update: number): number {
  let [low, high] = [0, firsts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (firsts[middle]! <= update) low = middle;
    else high = middle - 1;
  }
  return low;
}
