import { createEngine } from '../src/index.ts';
import type { Contestant } from './contestant.ts';
import { type Measurement, measure } from './measure.ts';
import { ourEngine } from './ours.ts';
import { findPeaks, type Peaks } from './peak.ts';
import { measureQuality, type QualityFigure } from './quality.ts';
import type { PeerName, Settings } from './settings.ts';
import { type Trace, trace } from './trace.ts';
import { workloads } from './workloads.ts';

/** Runs what the settings ask for, in whatever host this is: our engine, peers, which `openPeers` knows how to open, and the limits. */
export async function runBench(
  { engine, peers, only, seconds, repeats }: Settings,
  openPeers: (names: readonly PeerName[]) => Promise<Contestant[]>,
  say: (line: string) => void,
): Promise<Measurement & { traces: readonly Trace[]; quality: readonly QualityFigure[] }> {
  const contestants = [await ourEngine(() => createEngine({ prefer: engine }))];
  let limits: Peaks | undefined;
  try {
    if (peers.length > 0) contestants.push(...(await openPeers(peers)));
    if (engine === 'webgpu') {
      say('finding the limits of the adapter …');
      limits = await findPeaks();
    }
    const chosen = workloads.filter(({ letter }) => only.includes(letter));
    const measurement = await measure({
      ...{ contestants, seconds, repeats, say },
      workloads: chosen,
      ...(limits && { peaks: limits }),
    });
    const traces: Trace[] = [];
    for (const { workload, contestant, steps } of measurement.figures) {
      if (contestant !== contestants[0]!.name) continue;
      say(`${workload}: watching submissions and kernels …`);
      const found = chosen.find(({ name }) => name === workload)!;
      // A part of a repeat says enough, and timestamps are many.
      const traced = await trace(contestants[0]!, found, Math.max(1, Math.round(steps / 4)));
      if (traced) traces.push(traced);
    }
    return { ...measurement, traces, quality: only.includes('Q') ? await qualityOf(engine, say) : [] };
  } finally {
    limits?.dispose();
    for (const contestant of contestants) contestant.dispose();
  }
}

async function qualityOf(prefer: Settings['engine'], say: (line: string) => void): Promise<QualityFigure[]> {
  using engine = await createEngine({ prefer });
  return await measureQuality(engine, say);
}
