import { ArgumentError } from '../../errors.ts';
import { fieldOf } from '../../fields/index.ts';
import { usesMemory } from '../../samplers/program.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import type { TrainingPlan } from '../plan/training_plan.ts';
import type { Machine } from './machine.ts';
import { MemoryError } from './memory.ts';

/** What was asked of a memory, and what it has in one piece, in bytes. */
interface Shortage {
  readonly bytes: number;
  readonly room: number;
}

/** Makes something in the memory of a machine. @throws ArgumentError, which `refuse` gives, when there is no room for it */
export async function withinRoom<T>(
  machine: Machine,
  make: (machine: Machine) => Promise<T>,
  refuse: (shortage: Shortage) => ArgumentError,
): Promise<T> {
  try {
    return await make(machine);
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error;
    throw refuse({ bytes: await bytesOf(machine, make), room: roomOf(machine, error) });
  }
}

/** Bytes that something takes: it is made once more, in a memory that only counts. */
async function bytesOf(machine: Machine, make: (machine: Machine) => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const counting: Machine = {
    ...machine,
    allocate(more) {
      bytes += more;
      return 0;
    },
    free() {},
    write() {},
  };
  // A struct may not hold sizes beyond its words; by then all that is large was counted.
  await make(counting).catch(() => {});
  return bytes;
}

/** Bytes in one piece that addresses reach, or where the host had no more to give, that it gives when it is asked again. */
function roomOf(machine: Machine, { cause }: MemoryError): number {
  let bytes = machine.room;
  while (cause !== undefined && bytes >= 1 && !gives(machine, bytes)) bytes /= 2;
  return bytes;
}

function gives(machine: Machine, bytes: number): boolean {
  try {
    machine.free(machine.allocate(bytes));
    return true;
  } catch (error) {
    if (error instanceof MemoryError) return false;
    throw error;
  }
}

/** The part of the room that is lost between what lies in it. */
const lost = 2 ** -6;

/** Refuses a training that does not fit: its data, unless the networks alone take as much as there is. */
export function trainingTooLarge({ data, network, members }: TrainingPlan, { bytes, room }: Shortage): ArgumentError {
  const { dimension } = network;
  const [count, width] = data.shape;
  const others = bytes - 4 * width * count;
  const mostPoints = Math.floor(((1 - lost) * room - others) / (4 * width));
  if (mostPoints > 0 && 4 * width * count > others)
    return new ArgumentError(
      'data.shape',
      [count, dimension],
      `at most about ${mostPoints} points of ${dimension} dimension(s), for which there is memory here`,
      'Train on fewer points.',
    );
  const mostMembers = Math.floor(((1 - lost) * room * members.length) / bytes);
  if (members.length > 1 && mostMembers > 0)
    return new ArgumentError(
      'members',
      `${members.length} networks`,
      `at most about ${mostMembers}, for which there is memory here`,
      'Train them in several ensembles.',
    );
  const parameters = members[0].start.parameters.length;
  return new ArgumentError(
    'network',
    `${parameters} parameters`,
    `of at most about ${Math.floor(((1 - lost) * room * members.length * parameters) / bytes)} parameters, for which there is memory here`,
    'Give it fewer units.',
  );
}

/** Refuses a sampling run that does not fit: its particles, unless the score alone takes as much as there is. */
export function samplingTooLarge(
  { score, particles, dimension, program, known }: SamplingPlan,
  { bytes, room }: Shortage,
): ArgumentError {
  // Particles and the memory of the program, as they are and as they were, and known coordinates of each.
  const knownOfEach = known && known.values.shape[0] > 1 ? 1 : 0;
  const without = 4 * dimension * ((usesMemory(program) ? 4 : 2) + knownOfEach);
  // What a score has for each of them, such as a context, is most of what it takes.
  const scoreOfEach = fieldOf(score).describe(score, fieldOf).particles !== undefined;
  const bytesEach = scoreOfEach ? Math.ceil(bytes / particles) : without;
  const others = Math.max(0, bytes - bytesEach * particles);
  // They come in groups of sixteen.
  const most = 16 * Math.floor(((1 - lost) * room - others) / (16 * bytesEach));
  if (most > 0)
    return new ArgumentError(
      'particles',
      particles,
      `at most about ${most} in ${dimension} dimension(s), for which there is memory here`,
      'sampleInChunks draws them a part at a time.',
    );
  return new ArgumentError(
    'score',
    `one that takes ${others} bytes`,
    `one that takes at most about ${Math.floor((1 - lost) * room)}, for which there is memory here`,
  );
}

/** Refuses a grid whose counts do not fit. @param room bytes that there are for the counts of one share */
export function gridTooLarge(cells: number, room: number): ArgumentError {
  const most = Math.floor(((1 - lost) * room) / 4);
  return new ArgumentError(
    'grid.axes',
    `${cells} cells`,
    `of at most about ${most} cells, for which there is memory here`,
  );
}
