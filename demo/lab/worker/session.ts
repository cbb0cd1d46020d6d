import { DeviceError, type Engine } from '../../../src/index.ts';
import type { Report, Request, TargetName } from '../protocol.ts';
import { problemOf } from '../run/problem.ts';
import { sigmaOf } from '../run/sigma.ts';
import { defaults, type Settings, samePart } from '../settings/settings.ts';
import { createCanvases } from './canvases.ts';
import { createDrawing } from './drawing.ts';
import { extentOf } from './extent.ts';
import type { Dropped, DroppedModel } from './files.ts';
import { inWords } from './in_words.ts';
import { type Kept, startLearning } from './learning.ts';
import { describeEngine, openEngine } from './open_engine.ts';
import { reopen } from './recovery.ts';
import { createReporter } from './reporter.ts';
import { shippedFor } from './shipped.ts';
import { type GivenModel, type State, stepOf } from './state.ts';
import { thumbnailOf } from './thumbnails.ts';

/** Milliseconds of training in a turn where particles move beside it, at least and at most, and where it is alone. */
const sharedTurn = 25;
const turn = 60;
const mostTurn = 200;
/** Milliseconds between figures of a network that is being trained. */
const figureInterval = 120;
/** Devices that may be lost one after another, with nothing done in between, before nothing more is tried. */
const mostLosses = 4;

/** The lab without its page: answers requests in their order, and between them trains, moves particles and draws, turn by turn. */
export function createSession(post: (report: Report, moved?: Transferable[]) => void): {
  handle(request: Request): void;
} {
  const requests: Request[] = [];
  const reporter = createReporter(post);
  const canvases = createCanvases(post);
  const drawing = createDrawing(post, reporter, canvases);
  let settings = defaults;
  let engine: Engine | undefined;
  /** Undefined where there is no engine, and where the settings stand for nothing that can be learned. */
  let state: State | undefined;
  let data: Dropped | undefined;
  let training = false;
  /** The step at which the training pauses. */
  let last = 0;
  let losses = 0;
  /** Nobody looks at figures of a page that is hidden. */
  let seen = true;
  /** Something went wrong that only another request can change. */
  let halted = false;
  /** Milliseconds that the particles took in the last turn: the training is given as many. */
  let drawingTook = 0;
  let running = false;
  let wake = (): void => {};

  async function run(): Promise<void> {
    running = true;
    while (requests.length > 0 || (!halted && state && (training || drawing.active()))) {
      let rest = 0;
      try {
        const request = requests.shift();
        if (request) {
          halted = false;
          await answer(request);
        } else rest = await advance(state!);
      } catch (error) {
        await mend(error);
      }
      await breath(requests.length > 0 ? 0 : rest);
    }
    running = false;
  }

  /** One turn; gives the milliseconds until there is more to do. */
  async function advance(state: State): Promise<number> {
    const { learning } = state;
    const learns = training && learning !== undefined;
    if (learns) {
      await learning.advance(drawing.active() ? Math.max(sharedTurn, drawingTook) : turn, last);
      if (learning.step >= last) stop();
      reporter.training(state, training, !training);
    }
    const started = performance.now();
    const rest = drawing.active() ? await drawing.advance(state, training) : 0;
    drawingTook = Math.min(mostTurn, performance.now() - started);
    const sigma = (settings.follow && drawing.sigma) || sigmaOf(settings);
    if (seen) await reporter.figures(state, sigma, learns && training ? figureInterval : 0);
    losses = 0;
    return training ? 0 : rest;
  }

  function stop(): void {
    training = false;
    drawing.renew();
  }

  async function answer(request: Request): Promise<void> {
    switch (request.kind) {
      case 'open':
        return open(request);
      case 'settings':
        // Of several only the last is looked at.
        return requests[0]?.kind === 'settings' ? undefined : change(request.settings);
      case 'train':
        return train(request.action);
      case 'sample':
        return drawing[request.action]();
      case 'seek':
        return drawing.seek(request.update);
      case 'release':
        return drawing.release(request.point);
      case 'want':
        reporter.want(request.figures);
        return drawing.redraw();
      case 'canvas':
        canvases.put(request.pane, request.canvas);
        return drawing.redraw();
      case 'size':
        canvases.resize(request.pane, request.width, request.height);
        return drawing.redraw();
      case 'palette':
        canvases.palette(request.palette);
        return drawing.redraw();
      case 'visible':
        seen = request.visible;
        return drawing.visible(seen);
      case 'file':
        return drop(request.file);
      case 'thumbnails':
        return thumbnails(request.targets);
      case 'export': {
        const { exportOf } = await import('./exports.ts');
        post(await exportOf(request, { state, panes: drawing.panes, moving: drawing.playing, table: data?.table }));
      }
    }
  }

  async function open({ settings: given, trained, sampled, calm }: Extract<Request, { kind: 'open' }>): Promise<void> {
    settings = given;
    drawing.calm(calm);
    const shipped = trained === undefined || trained === settings.steps ? await shippedFor(settings) : undefined;
    last = Math.min(settings.steps, trained ?? settings.steps);
    training = !shipped && last > 0 && !(calm && trained === undefined);
    await build(shipped);
    if (sampled !== undefined) drawing.seek(sampled);
  }

  /** Makes what the settings stand for. */
  async function build(given?: GivenModel, kept?: Kept): Promise<void> {
    state?.learning?.dispose();
    state = undefined;
    drawing.forget();
    if (!engine) {
      engine = await openEngine(settings);
      post(describeEngine(engine));
    }
    const problem = problemOf(settings, data);
    const learning = given ? undefined : await startLearning(engine, problem, settings, kept);
    state = { settings, engine, problem, extent: extentOf(problem.data, settings.source), learning, given };
    reporter.problem(state, data);
    reporter.training(state, training, true);
    drawing.restart();
  }

  async function change(next: Settings): Promise<void> {
    const before = settings;
    settings = next;
    if (before.engine !== next.engine) {
      // The training goes on where it is, on the other engine.
      const kept = await state?.learning?.keep();
      drawing.forget();
      state?.learning?.dispose();
      const given = state?.given;
      state = undefined;
      engine?.dispose();
      engine = undefined;
      return build(given, kept);
    }
    if (!state || !samePart('training', before, next)) {
      last = next.steps;
      return build(undefined);
    }
    state = { ...state, settings };
    if (!samePart('sampling', before, next) || before.frame !== next.frame) drawing.restart();
    drawing.redraw();
  }

  async function train(action: Extract<Request, { kind: 'train' }>['action']): Promise<void> {
    if (!state) return;
    if (action === 'reset' || state.given) {
      training = action === 'play' || (action === 'reset' && training);
      last = settings.steps;
      await build();
      if (action === 'step') last = 1;
    }
    const step = stepOf(state);
    if (action === 'play') {
      last = settings.steps;
      training = step < last;
      drawing.play();
    } else if (action === 'pause') stop();
    else if (action === 'step') {
      last = Math.min(settings.steps, step + 1);
      training = step < last;
    }
    reporter.training(state, training, true);
  }

  /** One in a turn, behind what was asked for meanwhile. */
  function thumbnails([target, ...others]: readonly TargetName[]): void {
    if (!target) return;
    post(thumbnailOf(target));
    if (others.length > 0) requests.push({ kind: 'thumbnails', targets: others });
  }

  async function drop(file: File): Promise<void> {
    const { readDropped } = await import('./files.ts');
    let dropped: Dropped | DroppedModel;
    try {
      dropped = await readDropped(file, settings, data);
    } catch (error) {
      // All stays as it is.
      return post({ kind: 'notice', level: 'note', text: `${file.name.slice(0, 120)}: ${inWords(error)}` });
    }
    if (dropped.kind === 'data') data = dropped;
    else if (dropped.notes.length > 0) post({ kind: 'notice', level: 'note', text: dropped.notes.join(' ') });
    // What it brings with it comes back as settings of the page.
    post({ kind: 'adopt', settings: dropped.settings });
    settings = { ...settings, ...dropped.settings };
    training = dropped.kind === 'data';
    last = settings.steps;
    if (dropped.kind === 'data') await build();
    else await build(dropped.given, dropped.kept);
  }

  /** A device that is lost comes back, and all goes on as if it had never gone; anything else is said, and waits for another setting. */
  async function mend(error: unknown): Promise<void> {
    if (error instanceof DeviceError && engine && losses < mostLosses) {
      losses++;
      try {
        return await recover(error, engine);
      } catch (failure) {
        return mend(failure);
      }
    }
    halted = true;
    training = false;
    drawing.pause();
    post({ kind: 'notice', level: 'trouble', text: inWords(error) });
    if (state) reporter.training(state, training, true);
  }

  async function recover(error: DeviceError, lost: Engine): Promise<void> {
    const step = state ? stepOf(state) : 0;
    const { given, learning } = state ?? {};
    const kept = learning?.kept;
    post({ kind: 'notice', level: 'lost', text: `${error.message} A new one is being opened.` });
    lost.dispose();
    const at = drawing.completed;
    engine = await reopen(lost.kind, settings);
    post(describeEngine(engine));
    await build(given, kept);
    // The same steps again give the same network.
    while (state?.learning && state.learning.step < step) await state.learning.advance(turn, step);
    drawing.resume(at);
    if (state) reporter.training(state, training, true);
    const text = given ? 'It goes on where it was.' : `The training goes on after step ${step.toLocaleString('en')}.`;
    post({ kind: 'notice', level: 'lost', text: `The device was lost and is back. ${text}` });
  }

  /** A turn of the event loop, so that what the page asks for is heard; longer where nothing is due, unless it asks for something. */
  function breath(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    handle(request) {
      requests.push(request);
      wake();
      if (!running) void run();
    },
  };
}
