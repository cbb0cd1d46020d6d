import type { Engine } from '../../../src/index.ts';
import type { Report, Request, TargetName } from '../protocol.ts';
import { problemOf } from '../run/problem.ts';
import { sigmaOf } from '../run/sigma.ts';
import { defaults, type Settings, samePart } from '../settings/settings.ts';
import { whole } from '../words.ts';
import { createCanvases } from './canvases.ts';
import { createDrawing } from './drawing.ts';
import { extentOf } from './extent.ts';
import type { Dropped, DroppedModel } from './files.ts';
import { inWords } from './in_words.ts';
import { startLearning } from './learning.ts';
import { describeEngine, openEngine } from './open_engine.ts';
import { createReporter } from './reporter.ts';
import { shippedFor } from './shipped.ts';
import { type Origin, type State, stepOf } from './state.ts';
import { thumbnailOf } from './thumbnails.ts';
import { createTurns } from './turns.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** Milliseconds of training in a turn where particles move beside it, at least and at most, and where it is alone. */
const sharedTurn = 25;
const turn = 60;
const mostTurn = 200;
/** Milliseconds between figures of a network that is being trained. */
const figureInterval = 120;
/** A training that begins. */
const beginning: Origin = { given: undefined, kept: undefined, step: 0 };

/** The lab without its page: answers requests in their order, and between them trains, moves particles and draws, turn by turn. */
export function createSession(post: (report: Report, moved?: Transferable[]) => void): {
  handle(request: Request): void;
} {
  const reporter = createReporter(post);
  const canvases = createCanvases(post);
  const drawing = createDrawing(post, reporter, canvases);
  let settings = defaults;
  let engine: Engine | undefined;
  /** Undefined where there is no engine, and where the settings stand for nothing that can be learned. */
  let state: State | undefined;
  /** What the state is being made from: it is tried again with another engine where there was none. */
  let origin: Origin | undefined;
  let data: Dropped | undefined;
  /** Settings that the page was last asked to adopt, and how often it was asked. */
  let adopted: Partial<Settings> = {};
  let adoptions = 0;
  let training = false;
  /** The step at which the training pauses. */
  let last = 0;
  /** Devices lost of which the page knows. */
  let losses = 0;
  /** Nobody looks at figures of a page that is hidden. */
  let seen = true;
  /** Something went wrong that only another request can change. */
  let halted = false;
  /** Milliseconds that the particles took in the last turn: the training is given as many. */
  let drawingTook = 0;

  /** Requests of the page; the session asks itself for things, too. */
  let received = 0;
  const ask = createTurns<Request>({
    async answer(...asked) {
      await answer(...asked);
      sayLosses();
    },
    active: () => !halted && state !== undefined && (training || drawing.active()),
    async advance() {
      const rest = await advance(state!);
      sayLosses();
      return rest;
    },
    mend,
    rest: () => post({ kind: 'rest', answered: received }),
  });

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
    return training ? 0 : rest;
  }

  function stop(): void {
    training = false;
    drawing.renew();
  }

  async function answer(request: Request, next: Request | undefined): Promise<void> {
    halted = false;
    switch (request.kind) {
      case 'open':
        return open(request);
      case 'settings':
        // Of several only the last is looked at.
        return next?.kind === 'settings' ? undefined : change(request);
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
      case 'export':
        return take(request);
    }
  }

  async function open({ settings: given, trained, sampled, calm }: Of<'open'>): Promise<void> {
    settings = given;
    drawing.calm(calm);
    const shipped = trained === undefined || trained === settings.steps ? await shippedFor(settings) : undefined;
    last = Math.min(settings.steps, trained ?? settings.steps);
    training = !shipped && last > 0 && !(calm && trained === undefined);
    await build({ ...beginning, given: shipped });
    if (sampled !== undefined) drawing.seek(sampled);
  }

  /** Makes what the settings stand for, and lets particles start. */
  async function build(from = beginning): Promise<void> {
    leave();
    await make(from);
    drawing.restart();
  }

  /** Ends what there is, but for the engine. */
  function leave(): void {
    drawing.forget();
    state?.learning?.dispose();
    state = undefined;
  }

  async function make(from: Origin): Promise<void> {
    origin = from;
    const { given, kept, step } = from;
    if (!engine) {
      engine = await openEngine(settings);
      losses = 0;
      post(describeEngine(engine));
    }
    const problem = problemOf(settings, data);
    const learning = given ? undefined : await startLearning(engine, problem, settings, kept);
    state = { settings, engine, problem, extent: extentOf(problem.data, settings.source), learning, given };
    // The same steps again give the same network.
    while (learning && learning.step < step) await learning.advance(turn, step);
    origin = undefined;
    reporter.problem(state, data);
    reporter.training(state, training, true);
  }

  /** Where the training is, or where it is to be once it can be made. @param kept what it can go on from */
  function here(kept: Origin['kept'] = undefined): Origin {
    return origin ?? (state ? { given: state.given, kept, step: stepOf(state) } : beginning);
  }

  async function change({ settings: given, adopted: known = adoptions }: Of<'settings'>): Promise<void> {
    const before = settings;
    // The page sent some before it heard of what it is to adopt.
    settings = known < adoptions ? { ...given, ...adopted } : given;
    const goesOn = samePart('training', before, settings);
    if (!goesOn) last = settings.steps;
    if (before.engine !== settings.engine) {
      const from = goesOn ? here(await state?.learning?.keep()) : beginning;
      leave();
      engine?.dispose();
      engine = undefined;
      return build(from);
    }
    if (!state || !goesOn) return build(goesOn ? here() : beginning);
    state = { ...state, settings };
    if (!samePart('sampling', before, settings) || before.frame !== settings.frame) drawing.restart();
    drawing.redraw();
  }

  async function train(action: Of<'train'>['action']): Promise<void> {
    if (!state) return;
    // A network that was given cannot be trained further: the training begins.
    if (action === 'reset' || (state.given && action !== 'pause')) {
      training = action === 'reset' && training;
      last = settings.steps;
      await build();
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
    if (others.length > 0) ask({ kind: 'thumbnails', targets: others });
  }

  async function drop(file: File): Promise<void> {
    let dropped: Dropped | DroppedModel;
    try {
      const { readDropped } = await import('./files.ts');
      dropped = await readDropped(file, settings, data);
    } catch (error) {
      // All stays as it is.
      return post({ kind: 'notice', level: 'note', text: `${file.name.slice(0, 120)}: ${inWords(error)}` });
    }
    // What it brings with it comes back as settings of the page.
    adopted = { ...dropped.settings, frame: defaults.frame };
    adoptions++;
    post({ kind: 'adopt', settings: adopted });
    if (dropped.kind === 'data') data = dropped;
    else if (dropped.notes.length > 0) post({ kind: 'notice', level: 'note', text: dropped.notes.join(' ') });
    settings = { ...settings, ...adopted };
    training = dropped.kind === 'data';
    last = settings.steps;
    await build(dropped.kind === 'data' ? beginning : { ...beginning, given: dropped.given, kept: dropped.kept });
  }

  /** A file of the run, or why there is none. */
  async function take(request: Of<'export'>): Promise<void> {
    try {
      const { exportOf } = await import('./exports.ts');
      post(await exportOf(request, { state, panes: drawing.panes, moving: drawing.playing, table: data?.table }));
    } catch (error) {
      // A device that was lost is found to be so by what comes next.
      post({ kind: 'exported', id: request.id, name: '', bytes: undefined, refused: inWords(error) });
    }
  }

  /** A device that was lost has come back: says so, and draws again what went with it. */
  function sayLosses(): void {
    if (!engine || engine.interruptions.length === losses) return;
    losses = engine.interruptions.length;
    canvases.suit(engine);
    post(describeEngine(engine));
    const text = training && state ? `The training goes on after step ${whole(stepOf(state))}.` : 'All is as it was.';
    post({ kind: 'notice', level: 'lost', text: `The device was lost and is back. ${text}` });
    drawing.redraw();
  }

  /** What went wrong is said, and waits for another setting. */
  async function mend(error: unknown): Promise<void> {
    halted = true;
    training = false;
    drawing.pause();
    post({ kind: 'notice', level: 'trouble', text: inWords(error) });
    if (state) reporter.training(state, training, true);
  }

  return {
    handle(request) {
      received++;
      ask(request);
    },
  };
}
