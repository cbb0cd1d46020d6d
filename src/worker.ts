// The program of a worker that holds an engine: `scorefield/worker`, for `engineInWorker`.
import { type ServerPort, serveEngine } from './engine_in_worker/serve.ts';

if ('document' in globalThis)
  throw new Error(
    "scorefield/worker is the script of a worker: new Worker(new URL('scorefield/worker', import.meta.url), { type: 'module' })",
  );
serveEngine(globalThis as unknown as ServerPort);
