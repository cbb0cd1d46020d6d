import type { Report } from './report.ts';
import { runBench } from './run.ts';
import type { Settings } from './settings.ts';

declare global {
  interface Window {
    /** Called by browser.ts. */
    runBenchmark(settings: Settings): Promise<Report>;
    /** Given by browser.ts: prints a line. */
    say(line: string): void;
  }
}

window.runBenchmark = async (settings) => {
  const measurement = await runBench(
    settings,
    async (names) => {
      // Only now: Vite refuses files whose packages are not installed.
      const { openPeers } = await import('./peers/index.ts');
      return openPeers(names, {
        tensorflow: '/node_modules/@tensorflow/tfjs-backend-wasm/dist/',
        onnxruntime: '/node_modules/onnxruntime-web/dist/',
      });
    },
    window.say,
  );
  const place = /(?:Headless)?Chrome\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? navigator.userAgent;
  return { ...measurement, place, date: new Date().toISOString() };
};
