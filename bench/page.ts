import { createEngine } from '../src/index.ts';
import { fmaPeak } from './fma_peak.ts';
import type { Report } from './report.ts';
import { measure } from './workloads.ts';

declare global {
  interface Window {
    /** Called by browser.ts. */
    runBenchmark(seconds: number): Promise<Report>;
  }
}

window.runBenchmark = async (seconds) => {
  const engine = await createEngine({ prefer: 'webgpu' });
  const figures = await measure(engine, seconds);
  const report = { place: 'Chromium', adapter: engine.adapter.name, peak: await fmaPeak(), figures };
  engine.dispose();
  return report;
};
