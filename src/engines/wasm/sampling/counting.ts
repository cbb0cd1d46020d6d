import type { AxisPlan, GridPlan } from '../../plan/grid_plan.ts';
import type { Machine } from '../machine.ts';
import { fillPhase } from '../memory_phases.ts';
import { gridTooLarge, withinRoom } from '../room.ts';
import type { Store } from '../store.ts';
import type { Fields } from '../struct.ts';

/** Cells that an item takes when shares are added up. Twin: SLICE in wasm/sampling/count.ts. */
const slice = 16_384;

/** Counts of all shares together: large grids have fewer shares. */
const mostCounts = 2 ** 24;

/** Particles in planes. */
export interface CountedParticles {
  readonly particles: number;
  /** Bytes of a plane. */
  readonly stride: number;
  readonly count: number;
}

/** Counts particles in the memory of a machine: each share of them in a grid of its own, which are then added up. */
export interface Counting {
  /** Particles in each cell, after all that was submitted. @throws ArgumentError when there is no room for the grid */
  counts(grid: GridPlan): Promise<Uint32Array>;
  dispose(): void;
}

export function createCounting(machine: Machine, store: Store, counted: CountedParticles): Counting {
  // Kept for the next grid of as many cells.
  let room: { readonly cells: number; readonly shares: number; readonly address: number } | undefined;
  let counting: number | undefined;

  function dispose(): void {
    if (room) machine.free(room.address);
    room = undefined;
  }

  /** Bytes of a share: whole cache lines, with one cell for the particles outside. */
  function stepOf(cells: number): number {
    return Math.ceil((4 * (cells + 1)) / 64) * 64;
  }

  async function roomFor(cells: number): Promise<NonNullable<typeof room>> {
    if (room?.cells === cells) return room;
    dispose();
    // To clear a cell and to add it up costs about a fourth of what a particle does.
    const worthwhile = Math.ceil((4 * counted.count) / cells);
    const shares = Math.max(1, Math.min(machine.threads, worthwhile, Math.floor(mostCounts / cells)));
    const make = async (on: Machine) => on.allocate(shares * stepOf(cells));
    const address = await withinRoom(machine, make, ({ room }) => gridTooLarge(cells, room / machine.threads));
    room = { cells, shares, address };
    return room;
  }

  return {
    async counts({ x, y, cells }) {
      const { shares, address } = await roomFor(cells);
      const step = stepOf(cells);
      const fields: Fields = {
        ...{ particles: counted.particles, stride: counted.stride, count: counted.count },
        ...axisFields('x', x),
        ...axisFields('y', y),
        ...{ shares: address, share_step: step, share_count: shares },
      };
      if (counting === undefined) counting = store.struct('Counting', fields);
      else store.rewrite(counting, 'Counting', fields);
      machine.submit([
        fillPhase(address, (shares * step) / 4),
        { kernel: 'count_particles', items: shares, a: counting },
        { kernel: 'sum_counts', items: shares === 1 ? 0 : Math.ceil(cells / slice), a: counting },
      ]);
      return new Uint32Array((await machine.read(address, cells)).buffer);
    },
    dispose,
  };
}

/** An axis as the fields of the struct. */
function axisFields(axis: 'x' | 'y', plan: AxisPlan): Fields {
  return Object.fromEntries(Object.entries(plan).map(([name, value]) => [`${axis}_${name}`, value]));
}
