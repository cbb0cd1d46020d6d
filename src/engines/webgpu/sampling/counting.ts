import type { AxisPlan, GridPlan } from '../../plan/grid_plan.ts';
import { type Buffers, createBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { createRecording } from '../device/recording.ts';
import { createRecords, type Fields, recordStride } from '../wgsl/uniform.ts';

/** Quads of a submission: some tens of milliseconds on a software GPU. */
const mostQuads = 2 ** 20;

/** Workgroups of a dispatch: enough to keep a GPU busy; software GPUs take longer over more. */
const mostWorkgroups = 1024;

/** Particles, laid out in quads. */
export interface CountedParticles {
  readonly particles: GPUBuffer;
  readonly quads: number;
  readonly count: number;
}

/** The counts of a grid: a buffer that is kept for the next grid of as many cells. */
export interface CountedCells {
  /** A u32 for each cell. */
  readonly counts: GPUBuffer;
  /** Submits what counts the particles as they stand. */
  submit(grid: GridPlan): void;
}

export interface Counting {
  /** Makes what it takes for grids of so many cells, in place of what there was for another number of them. */
  prepare(cells: number): Promise<CountedCells>;
  dispose(): void;
}

export function createCounting(device: Device, counted: CountedParticles): Counting {
  let buffers: Buffers | undefined;
  let kept: { readonly cells: number; readonly made: CountedCells } | undefined;

  function dispose(): void {
    buffers?.dispose();
    kept = undefined;
  }

  return {
    async prepare(cells) {
      if (kept?.cells === cells) return kept.made;
      dispose();
      buffers = createBuffers(device);
      const made = await countedCells(device, buffers, counted, cells);
      kept = { cells, made };
      return made;
    },
    dispose,
  };
}

async function countedCells(
  device: Device,
  buffers: Buffers,
  { particles, quads, count }: CountedParticles,
  cells: number,
): Promise<CountedCells> {
  const counts = await buffers.storage('counts', 4 * cells);
  const uniform = await buffers.uniform('counting', recordStride);
  const records = createRecords(uniform, 'sampling/count_particles', 'Counting');
  const kernel = await device.kernel(['sampling/count_particles']);
  const bound = kernel.bind({
    counting: { buffer: records.buffer, size: records.size },
    particles: { buffer: particles },
    counts: { buffer: counts },
  });
  const recording = createRecording(device, records.flush);
  return {
    counts,
    submit({ x, y }) {
      recording.clear(counts);
      for (let first_quad = 0; first_quad < quads; first_quad += mostQuads) {
        const end_quad = Math.min(first_quad + mostQuads, quads);
        const offset = records.add({ first_quad, end_quad, quads, count, ...fields('x', x), ...fields('y', y) });
        bound.dispatch(recording.pass(), offset, Math.min(Math.ceil((end_quad - first_quad) / 64), mostWorkgroups));
        recording.submit();
      }
    },
  };
}

/** An axis as the fields of the struct. */
function fields(axis: 'x' | 'y', plan: AxisPlan): Fields {
  return Object.fromEntries(Object.entries(plan).map(([name, value]) => [`${axis}_${name}`, value]));
}
