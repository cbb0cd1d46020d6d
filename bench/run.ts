import { createEngine } from '../src/index.ts';
import type { Contestant } from './contestant.ts';
import { type Measurement, measure } from './measure.ts';
import { ourEngine } from './ours.ts';
import { findPeaks, type Peaks } from './peak.ts';
import type { Settings } from './settings.ts';
import { workloads } from './workloads.ts';

/** Runs what the settings ask for, in whatever host this is: our engine, the peers that `openPeers` has, the limits. */
export async function runBench(
  { engine, peers, only, seconds, repeats }: Settings,
  openPeers: () => Promise<Contestant[]>,
  say: (line: string) => void,
): Promise<Measurement> {
  const contestants = [await ourEngine(() => createEngine({ prefer: engine }))];
  let limits: Peaks | undefined;
  try {
    if (peers) contestants.push(...(await openPeers()));
    if (engine === 'webgpu') {
      say('finding the limits of the adapter …');
      limits = await findPeaks();
    }
    return await measure({
      ...{ contestants, seconds, repeats, say },
      workloads: workloads.filter(({ letter }) => only.includes(letter)),
      ...(limits && { peaks: limits }),
    });
  } finally {
    limits?.dispose();
    for (const contestant of contestants) contestant.dispose();
  }
}
