import type { Engine } from '../../engine.ts';
import { ArgumentError } from '../../errors.ts';
import { type Network, parameterCount } from '../../network.ts';
import type { Noise } from '../../noise.ts';
import type { Trainer } from '../../trainer.ts';
import { UsageError } from '../exit.ts';
import { freeSpace, requireRoom } from '../files/disk.ts';
import { requireTrainingMemory } from '../memory.ts';
import type { TrainingJob } from './training_job.ts';

/** The options that asked for what takes room. */
export type Asked = Parameters<typeof requireTrainingMemory>[2];

/** Refuses a training for which there is no room in memory, or for whose file there is none in its folder. @throws UsageError, PathError */
export function requireTrainingRoom(
  engine: Engine,
  job: TrainingJob,
  asked: Asked,
  { out, folder }: { readonly out: string; readonly folder: string },
): void {
  requireTrainingMemory(engine, job, asked);
  requireRoom(out, bytesOf(job.network, job.noise), freeSpace(folder));
}

/** The trainer of a job; what a device cannot hold is named by the option that asked for it. @throws UsageError */
export async function trainerOf(engine: Engine, job: TrainingJob, { network }: Asked): Promise<Trainer> {
  try {
    return await job.trainer(engine);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    if (error.argument === 'network') throw new UsageError(`${network}: ${error.message}`);
    if (error.argument.startsWith('rows of a step')) throw new UsageError(`--batch: ${error.message}`);
    throw error;
  }
}

/** Bytes of the file of a training, at most: parameters, two moments and the average as float32, and a description. */
function bytesOf(network: Network, { levels }: Noise): number {
  return 16 * parameterCount(network) + 25 * levels.length + 64 * network.dimension + 4096;
}
