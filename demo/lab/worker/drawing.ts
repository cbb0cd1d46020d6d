import type { Report } from '../protocol.ts';
import type { Canvases } from './canvases.ts';
import { columnsBetween, createDescent } from './descent.ts';
import { judged } from './judging/judged.ts';
import { describePanes, startPanes } from './panes.ts';
import type { Particles } from './particles.ts';
import type { Reporter } from './reporter.ts';
import { lookedAt, type State, stepOf } from './state.ts';

/** The particles of the page: one set, or two side by side, that are taken down the noise levels and drawn. */
export interface Drawing {
  /** Whether there is something to do, be it in a while. */
  active(): boolean;
  /** Takes the particles on by what is due, and draws them; gives the milliseconds until there is more to do. */
  advance(state: State, training: boolean): Promise<number>;
  play(): void;
  pause(): void;
  /** Begins again, with the network and the settings of now. */
  restart(): void;
  /** The training has come to rest: particles that rest, too, are made again where they are, of its last network. */
  renew(): void;
  /** Goes to the moment of so many updates, and stays there. */
  seek(update: number): void;
  /** One update on, and stays there. */
  step(): void;
  /** Lets all particles start at a point, at the noise level that the figures show; undefined ends that. */
  release(point: readonly number[] | undefined): void;
  /** Draws them again where they are: the canvas changed. */
  redraw(): void;
  /** Whether a run is to be shown at its end rather than on its way. */
  calm(now: boolean): void;
  /** Whether the page can be seen: else nothing moves by itself. */
  visible(seen: boolean): void;
  /** Ends them, since their problem or their engine goes: they are made again of the next, and taken to where they were. */
  forget(): void;
  /** The noise level of the first pane's last update; undefined before there is one. */
  readonly sigma: number | undefined;
  /** Whether they go on by themselves. */
  readonly playing: boolean;
  readonly panes: readonly Particles[];
}

/** Seconds that a run takes at speed 1, and beside a training, which soon has a better network to follow. */
const duration = { alone: 6, beside: 3 };
/** Milliseconds between pictures. */
const frame = 33;
/** Milliseconds for which the end of a run stays in sight while the training goes on. */
const rest = 800;
const pathsShown = 14;

export function createDrawing(
  post: (report: Report, moved?: Transferable[]) => void,
  reporter: Reporter,
  canvases: Canvases,
): Drawing {
  const descent = createDescent(post);
  let panes: Particles[] = [];
  /** What the panes were made of. */
  let madeOf: { readonly step: number; readonly lookedAt: number } | undefined;
  let run = 0;
  let playing = true;
  /** Where the particles are to be; not a whole number while they move slowly. */
  let due = 0;
  let stale = true;
  let dirty = true;
  let released: readonly number[] | undefined;
  let before = performance.now();
  let drawnAt = 0;
  let endedAt = 0;
  let measured: Particles[] | undefined;
  let pathsOf: Particles[] | undefined;
  let seen = true;
  let calm = false;

  const total = (): number => Math.max(1, ...panes.map((pane) => pane.total));
  const completed = (): number => Math.max(0, ...panes.map((pane) => pane.completed));
  /** Panes of fewer updates are as far along their own way. */
  const dueOf = (pane: Particles): number => Math.floor((due / total()) * pane.total + 1e-9);
  const behind = (): boolean => panes.some((pane) => dueOf(pane) !== pane.completed);
  const ended = (): boolean => panes.length > 0 && panes.every((pane) => pane.completed === pane.total);

  function begin(): void {
    due = 0;
    stale = true;
  }

  function end(): void {
    for (const pane of panes) pane.dispose();
    panes = [];
  }

  async function make(state: State, training: boolean): Promise<void> {
    // A point of other data may have another dimension.
    if (released?.length !== state.problem.dimension) released = undefined;
    try {
      const fresh = await startPanes(state, training, released);
      end();
      panes = fresh;
    } catch (error) {
      end();
      // The same would fail again: it is for other settings, or for who asks for it.
      stale = false;
      throw error;
    }
    run++;
    madeOf = { step: stepOf(state), lookedAt: lookedAt(state) };
    stale = false;
    dirty = true;
    canvases.suit(state.engine);
  }

  async function show({ settings, extent, problem }: State): Promise<void> {
    if (problem.dimension === 2) {
      for (const [i, pane] of panes.entries()) await canvases.draw(i, pane, extent);
    } else if (reporter.wanted('descent')) await descent.report(panes, extent[0]!);
    post({ kind: 'sampling', run, step: madeOf!.step, playing, panes: describePanes(panes, settings) });
    dirty = false;
  }

  async function move({ extent, problem }: State): Promise<void> {
    if (problem.dimension === 1 && reporter.wanted('descent')) {
      for (const share of columnsBetween(completed() / total(), due / total())) {
        for (const pane of panes) await pane.seek(Math.floor(share * pane.total));
        await descent.report(panes, extent[0]!);
      }
    }
    for (const pane of panes) await pane.seek(dueOf(pane));
    dirty = true;
  }

  /** What takes longer than a picture: paths, and how good the samples are. */
  async function reflect(state: State, training: boolean): Promise<void> {
    // Beside a training they would come when the run has ended, and go with it.
    if (!training && reporter.wanted('paths') && pathsOf !== panes) {
      pathsOf = panes;
      const paths = [];
      for (const pane of panes) paths.push(await pane.paths(pathsShown));
      post({ kind: 'paths', run, panes: paths });
    }
    if (ended() && !released && reporter.wanted('measures') && measured !== panes) {
      measured = panes;
      const found = [];
      for (const [i, pane] of panes.entries()) found.push(await judged(state, pane, i as 0 | 1, madeOf!.lookedAt));
      post({ kind: 'measures', panes: found });
    }
  }

  return {
    get sigma() {
      const [pane] = panes;
      return pane && (pane.completed > 0 || playing) ? pane.levels[pane.level] : undefined;
    },
    get playing() {
      return playing;
    },
    get panes() {
      return panes;
    },
    active: () => stale || dirty || (playing && seen) || behind(),
    async advance(state, training) {
      const now = performance.now();
      const elapsed = Math.min(200, now - before);
      before = now;
      if (playing && seen && madeOf && outdated(madeOf.step, stepOf(state), training)) begin();
      if (stale) {
        const at = due;
        await make(state, training);
        due = Math.min(at, total());
      }
      if (panes.length === 0) {
        // There is nothing to show of what could not be made.
        dirty = false;
        return 0;
      }
      if (playing && seen && !ended())
        due = Math.min(
          total(),
          due + (elapsed / 1000 / (training ? duration.beside : duration.alone)) * total() * state.settings.speed,
        );
      if (now - drawnAt < frame) return frame - (now - drawnAt);
      if (behind()) await move(state);
      if (dirty) {
        await show(state);
        drawnAt = performance.now();
      }
      if (!ended()) {
        endedAt = performance.now();
        if (!training) await reflect(state, training);
        return 0;
      }
      await reflect(state, training);
      if (!playing) return 0;
      // With a better network there are better samples.
      if (!training && madeOf!.step === stepOf(state)) playing = false;
      else if (performance.now() - endedAt > rest) begin();
      if (!playing) await show(state);
      return frame;
    },
    play() {
      playing = true;
      if (ended() || panes.length === 0) begin();
    },
    pause() {
      playing = false;
      // Those that are to be made again begin where they are to be.
      if (!stale) due = completed();
      dirty = true;
    },
    restart() {
      begin();
      playing = !calm;
      if (calm) due = Number.MAX_SAFE_INTEGER;
    },
    renew() {
      if (!playing) stale = true;
    },
    calm(now) {
      calm = now;
    },
    seek(update) {
      playing = false;
      due = Math.max(0, update);
      if (!stale) due = Math.min(due, total());
      dirty = true;
    },
    step() {
      playing = false;
      due = Math.min(total(), completed() + 1);
      dirty = true;
    },
    release(point) {
      released = point;
      begin();
      playing = true;
    },
    redraw() {
      dirty = true;
    },
    visible(now) {
      seen = now;
      before = performance.now();
      // What came meanwhile is to be seen.
      if (seen) dirty = true;
    },
    forget() {
      end();
      stale = true;
      madeOf = undefined;
      measured = undefined;
      pathsOf = undefined;
    },
  };
}

/** Whether a run follows a network that is not worth following to the end: there is a much better one, or a last one. */
function outdated(made: number, step: number, training: boolean): boolean {
  return training ? step > 4 * made + 100 : step !== made;
}
