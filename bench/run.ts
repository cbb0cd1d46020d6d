import { createEngine, type Engine } from '../src/index.ts';
import { type BinarySize, binarySizes } from './binary_sizes.ts';
import type { Contestant } from './contestant.ts';
import { type EnsembleFigure, measureEnsembles } from './ensembles.ts';
import { type Measurement, measure } from './measure.ts';
import { ourEngine } from './ours.ts';
import { findPeaks } from './peak.ts';
import type { Peaks } from './peaks.ts';
import { measureQuality, type QualityFigure } from './quality.ts';
import type { PeerName, Settings } from './settings.ts';
import { type Trace, trace } from './trace.ts';
import { findWasmPeaks } from './wasm_peak.ts';
import { manyNetworks, workloads } from './workloads.ts';

type Measured = Measurement & {
  readonly traces: readonly Trace[];
  readonly ensembles: readonly EnsembleFigure[];
  readonly quality: readonly QualityFigure[];
  readonly binaries: readonly BinarySize[];
};

/** Runs what the settings ask for, in whatever host this is: our engine, peers, which `openPeers` knows how to open, and the limits. */
export async function runBench(
  settings: Settings,
  openPeers: (names: readonly PeerName[]) => Promise<Contestant[]>,
  say: (line: string) => void,
): Promise<Measured> {
  const { engine, peers: names, only, seconds, repeats } = settings;
  const contestants: Contestant[] = [];
  const peaks: Peaks[] = [];
  try {
    if (engine !== 'cpu') say('finding the limits …');
    // Each number of threads is a contestant of its own, and has limits of its own.
    for (const threads of settings.threads.length > 0 ? settings.threads : [undefined]) {
      const limits = await limitsOf(engine, threads);
      if (limits) peaks.push(limits);
      contestants.push(await ourEngine(() => open(engine, threads), limits?.of));
    }
    if (names.length > 0) contestants.push(...(await openPeers(names)));
    const chosen = workloads.filter(({ letter }) => only.includes(letter));
    const measurement = await measure({ contestants, peaks, seconds, repeats, say, workloads: chosen });
    const traces: Trace[] = [];
    for (const { workload, contestant, steps } of engine === 'webgpu' ? measurement.figures : []) {
      if (contestant !== contestants[0]!.name) continue;
      say(`${workload}: watching submissions and kernels …`);
      const found = chosen.find(({ name }) => name === workload)!;
      // A part of a repeat says enough, and timestamps are many.
      traces.push(await trace(contestants[0]!, found, Math.max(1, Math.round(steps / 4))));
    }
    const ensembles = only.includes('M') ? await ensemblesOf(settings, say) : [];
    const quality = only.includes('Q') ? await qualityOf(engine, settings.threads[0], say) : [];
    return { ...measurement, traces, ensembles, quality, binaries: engine === 'wasm' ? await binarySizes() : [] };
  } finally {
    for (const each of peaks) each.dispose();
    for (const contestant of contestants) contestant.dispose();
  }
}

function open(engine: Settings['engine'], threads: number | undefined): Promise<Engine> {
  return createEngine({ prefer: engine, ...(threads !== undefined && { threads }) });
}

async function limitsOf(engine: Settings['engine'], threads: number | undefined): Promise<Peaks | undefined> {
  if (engine === 'cpu') return undefined;
  return engine === 'wasm' ? findWasmPeaks(threads) : findPeaks();
}

async function ensemblesOf(settings: Settings, say: (line: string) => void): Promise<EnsembleFigure[]> {
  using engine = await open(settings.engine, settings.threads[0]);
  const figures: EnsembleFigure[] = [];
  for (const each of manyNetworks) figures.push(...(await measureEnsembles(engine, each, settings, say)));
  return figures;
}

async function qualityOf(
  kind: Settings['engine'],
  threads: number | undefined,
  say: (line: string) => void,
): Promise<QualityFigure[]> {
  using engine = await open(kind, threads);
  return await measureQuality(engine, say);
}
