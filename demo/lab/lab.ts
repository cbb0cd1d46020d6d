import { createHistory } from './history.ts';
import type { ExportName, FigureName, Report, Request } from './protocol.ts';
import type { Shared } from './settings/link.ts';
import { defaults, type Settings, same, samePart } from './settings/settings.ts';

type Kind = Report['kind'];
type Of<K extends Kind> = Extract<Report, { kind: K }>;

/** The page's end of a lab: one place for what is chosen and for the latest that the worker said of each thing. */
export interface Lab {
  readonly settings: Settings;
  /**
   * Changes settings; everyone who watches them, and the worker, is given the new ones. What begins another training looks at
   * that as it is now, unless it says which moment.
   */
  change(patch: Partial<Settings>): void;
  /** Asks for something that is no setting. */
  send(request: Exclude<Request, { kind: 'open' | 'settings' | 'want' | 'export' }>, moved?: Transferable[]): void;
  /** The latest report of a kind, if there has been one. */
  latest<K extends Kind>(kind: K): Of<K> | undefined;
  /** Calls with every report of a kind, and at once with the latest; gives what ends that. Reports of the training have all its losses. */
  on<K extends Kind>(kind: K, listener: (report: Of<K>) => void): () => void;
  /** Calls with the settings now and after every change; gives what ends that. */
  watch(listener: (settings: Settings, before: Settings | undefined) => void): () => void;
  /** Has the worker compute a figure; gives what ends that. */
  want(figure: FigureName): () => void;
  /** A file of the run. @throws Error with why there is none */
  take(what: ExportName): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** Whether the worker has done all that it was asked for, and nothing moves. */
  readonly atRest: boolean;
  /** What a link to this moment holds. */
  shared(): Shared;
  dispose(): void;
}

export interface LabOptions extends Shared {
  /** Nothing is to move before somebody asks for it. */
  readonly calm: boolean;
}

/** Opens a lab with a worker of its own. */
export function createLab({ settings: first, trained, sampled, calm }: LabOptions): Lab {
  const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'scorefield lab' });
  const listeners = new Map<Kind, Set<(report: never) => void>>();
  const latest = new Map<Kind, Report>();
  const watchers = new Set<(settings: Settings, before: Settings | undefined) => void>();
  const wanted = new Map<FigureName, number>();
  const exports = new Map<number, (report: Of<'exported'>) => void>();
  const history = createHistory();
  let settings = first;
  let exported = 0;
  /** Reports of settings to adopt that have come. */
  let adopted = 0;
  let wanting = false;

  /** Requests that the worker was sent. */
  let asked = 0;

  function post(request: Request, moved: Transferable[] = []): void {
    asked++;
    worker.postMessage(request, moved);
    // It rests no more, as long as it has answered fewer.
    const rest = latest.get('rest');
    if (rest) tell(rest);
  }

  function change(patch: Partial<Settings>, toWorker: boolean): void {
    const before = settings;
    const begun = samePart('training', before, { ...before, ...patch }) ? {} : { frame: defaults.frame };
    const next = { ...before, ...begun, ...patch };
    if (same(before, next)) return;
    settings = next;
    if (toWorker) post({ kind: 'settings', settings, adopted });
    for (const watcher of [...watchers]) if (watchers.has(watcher)) watcher(settings, before);
  }

  function tell(report: Report): void {
    latest.set(report.kind, report);
    const all = listeners.get(report.kind) ?? new Set();
    // One may end another, which is not to hear any more then; who comes meanwhile has had the latest.
    for (const listener of [...all]) if (all.has(listener)) listener(report as never);
  }

  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    // Who comes later wants the losses from the first step on, too.
    const report = data.kind === 'training' ? { ...data, from: 0, losses: history.add(data.from, data.losses) } : data;
    if (report.kind === 'exported') {
      exports.get(report.id)?.(report);
      exports.delete(report.id);
      return;
    }
    if (report.kind === 'adopt') {
      adopted++;
      change(report.settings, false);
    }
    tell(report);
  };
  worker.onerror = (event) => {
    const text = `The worker of the page stopped: ${event.message || 'no reason was given'}. Load the page again.`;
    tell({ kind: 'notice', level: 'trouble', text });
  };

  /** Once for all figures that come or go in a turn. */
  function announceWanted(): void {
    if (wanting) return;
    wanting = true;
    queueMicrotask(() => {
      wanting = false;
      post({ kind: 'want', figures: [...wanted.keys()] });
    });
  }

  post({
    kind: 'open',
    settings,
    calm,
    ...(trained !== undefined && { trained }),
    ...(sampled !== undefined && { sampled }),
  });

  return {
    get settings() {
      return settings;
    },
    get atRest() {
      return (latest.get('rest') as Of<'rest'> | undefined)?.answered === asked;
    },
    change: (patch) => change(patch, true),
    send: post,
    latest: <K extends Kind>(kind: K) => latest.get(kind) as Of<K> | undefined,
    on(kind, listener) {
      const all = listeners.get(kind) ?? new Set();
      listeners.set(kind, all.add(listener as (report: never) => void));
      const report = latest.get(kind);
      if (report) listener(report as never);
      return () => all.delete(listener as (report: never) => void);
    },
    watch(listener) {
      watchers.add(listener);
      listener(settings, undefined);
      return () => watchers.delete(listener);
    },
    want(figure) {
      wanted.set(figure, (wanted.get(figure) ?? 0) + 1);
      announceWanted();
      return () => {
        const left = wanted.get(figure)! - 1;
        if (left > 0) wanted.set(figure, left);
        else wanted.delete(figure);
        announceWanted();
      };
    },
    take(what) {
      const id = exported++;
      post({ kind: 'export', id, what });
      return new Promise((resolve, reject) => {
        exports.set(id, ({ name, bytes, refused }) => {
          if (bytes) resolve({ name, bytes });
          else reject(new Error(refused));
        });
      });
    },
    shared() {
      const sampling = latest.get('sampling') as Of<'sampling'> | undefined;
      const training = latest.get('training') as Of<'training'> | undefined;
      const panes = sampling?.panes ?? [];
      // Another engine would take another number for its own.
      const particles = settings.particles || (panes[0]?.particles ?? 0);
      // Updates are those of the pane that makes the most; the other goes along.
      const sampled = Math.max(...panes.map(({ completed }) => completed));
      return {
        settings: { ...settings, particles },
        trained: training?.step,
        sampled: sampling?.playing || panes.length === 0 ? undefined : sampled,
      };
    },
    dispose: () => worker.terminate(),
  };
}
