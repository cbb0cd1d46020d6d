import type { Binary } from './binary.ts';
import type { Machine, MachineKind } from './machine.ts';
import { createCallingThread } from './threads/calling_thread.ts';
import { createLoneWorker } from './threads/lone_worker.ts';
import { availableThreads } from './threads/node.ts';
import { createTeam } from './threads/team.ts';

/** More threads than these do not pay: the steps between which they meet become too short. */
export const usualThreads = 32;

/**
 * Opens the best machine that can be had here: a team of workers, else one worker, else the calling thread. It says why it
 * is no better.
 * @param threads of a team, from 1
 * @param kind for tests: that one alone
 * @throws EngineUnavailableError when WebAssembly is forbidden here
 */
export async function createMachine(
  binary: Binary,
  { threads = Math.min(availableThreads(), usualThreads), kind }: { threads?: number; kind?: MachineKind } = {},
): Promise<Machine> {
  if (kind === 'team') return createTeam(binary, threads);
  if (kind === 'lone worker') return createLoneWorker(binary, 'as asked for');
  if (kind === 'calling thread') return createCallingThread(binary, 'as asked for');
  try {
    return await createTeam(binary, threads);
  } catch (error) {
    const noTeam = reasonOf(error);
    try {
      return await createLoneWorker(binary, noTeam);
    } catch (error) {
      const noWorker = reasonOf(error);
      return createCallingThread(binary, noWorker === noTeam ? noTeam : `${noTeam}; ${noWorker}`);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
