import { expect, test, vi } from 'vitest';
import type { Report } from '../../../demo/lab/protocol.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { createSession } from '../../../demo/lab/worker/session.ts';
import { DeviceError, type Engine, EngineUnavailableError, type Trainer } from '../../../src/index.ts';

/** Runs of a trainer after which the device is lost, one for each engine that is opened; those after the last live. */
let lives: (number | 'never opens')[] = [];
/** The kinds that were asked for. */
let opened: string[] = [];
/** Of each engine, how many of its samplers nobody has disposed of. */
const samplers: number[] = [];

vi.mock('../../../demo/lab/worker/open_engine.ts', async (original) => {
  const real = await original<typeof import('../../../demo/lab/worker/open_engine.ts')>();
  return {
    ...real,
    async openEngine(settings: Pick<Settings, 'engine'>): Promise<Engine> {
      opened.push(settings.engine);
      const life = lives.shift() ?? Number.POSITIVE_INFINITY;
      if (life === 'never opens') throw new EngineUnavailableError('there is no adapter');
      return mortal(await real.openEngine(settings), life);
    },
  };
});

/** An engine whose device is lost in the middle of a run, and with it all that it made. */
function mortal(engine: Engine, runs: number): Engine {
  let left = runs;
  const number = samplers.push(0) - 1;
  const lost = (): void => {
    if (left <= 0) throw new DeviceError('The device was lost.');
  };
  return {
    ...engine,
    async trainer(options) {
      lost();
      const trainer = await engine.trainer(options);
      const dying: Partial<Trainer> = {
        async *run(given) {
          if (left-- <= 0) lost();
          yield* trainer.run(given);
          lost();
        },
        async model(given) {
          lost();
          return trainer.model(given);
        },
        async checkpoint() {
          lost();
          return trainer.checkpoint();
        },
      };
      return new Proxy(trainer, {
        get: (target, name) => dying[name as keyof Trainer] ?? Reflect.get(target, name, target),
      });
    },
    async sampler(options) {
      lost();
      const sampler = await engine.sampler(options);
      samplers[number]!++;
      const dispose = (): void => {
        samplers[number]!--;
        sampler.dispose();
      };
      return new Proxy(sampler, {
        get: (target, name) => (name === 'dispose' ? dispose : Reflect.get(target, name, target)),
      });
    },
    score(options) {
      lost();
      return engine.score(options);
    },
  };
}

const small: Settings = {
  ...{ ...defaults, engine: 'cpu', source: 'tutorial', points: 64, hidden: [8], steps: 60, batch: 16, levels: 4 },
  ...{ sigmaFrom: 2, sigmaTo: 0.5, ladder: 4, perLevel: 5, particles: 64, speed: 20, detail: 1 },
};

/** Trains to the end with devices of such lives. */
async function trained(given: typeof lives, settings = small) {
  lives = [...given];
  opened = [];
  const losses: number[] = [];
  const notices: string[] = [];
  await new Promise<void>((resolve) => {
    const session = createSession((report: Report) => {
      if (report.kind === 'notice') notices.push(`${report.level}: ${report.text}`);
      if (report.kind === 'notice' && report.level === 'trouble') resolve();
      if (report.kind !== 'training') return;
      losses.length = report.from;
      losses.push(...report.losses);
      if (report.step === settings.steps && !report.playing) resolve();
    });
    session.handle({ kind: 'open', settings, calm: false });
  });
  return { losses, notices, opened };
}

test('a device that is lost comes back, and the training ends as if it had never gone', async () => {
  const whole = await trained([]);
  expect(whole.losses).toHaveLength(60);
  for (const lives of [[1], [2], [3, 1], [0]]) {
    const broken = await trained(lives);
    expect(broken.losses).toEqual(whole.losses);
    expect(broken.notices.at(-1)).toMatch(/^lost: The device was lost and is back\. /);
  }
});

test('one that is lost again and again is not tried for ever', async () => {
  const { notices } = await trained([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(notices.at(-1)).toMatch(/^trouble: The device was lost/);
});

test('where it does not come back, another engine goes on unless this one was asked for by name', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const clock = setInterval(() => vi.advanceTimersByTime(500), 5);
  try {
    const never = new Array<'never opens'>(4).fill('never opens');
    const named = await trained([1, ...never]);
    expect(named.notices.at(-1)).toBe('trouble: there is no adapter');
    const any = await trained([1, ...never], { ...small, engine: 'auto' });
    expect(any.losses).toHaveLength(60);
    expect(any.opened.at(-1)).toBe('auto');
  } finally {
    clearInterval(clock);
    vi.useRealTimers();
  }
});

/** A session with engines of such lives, and what it says. */
function session(given: typeof lives) {
  lives = [...given];
  const reports: Report[] = [];
  const { handle } = createSession((report) => reports.push(report));
  const latest = <K extends Report['kind']>(kind: K) =>
    reports.findLast((report): report is Extract<Report, { kind: K }> => report.kind === kind);
  return { handle, latest };
}

test('one that is lost again on its way back comes back to the same step, with the particles at rest where they were', async () => {
  // The first is lost after its second run, the second before it has a trainer.
  const { handle, latest } = session([2, 0]);
  handle({ kind: 'open', settings: small, trained: 1, sampled: 7, calm: false });
  await vi.waitFor(() => expect(latest('sampling')).toMatchObject({ step: 1, panes: [{ completed: 7 }] }));
  handle({ kind: 'train', action: 'step' });
  await vi.waitFor(() => expect(latest('notice')?.text).toMatch('is back'));
  await vi.waitFor(() => expect(latest('sampling')).toMatchObject({ step: 2, panes: [{ completed: 7 }] }));
  expect(latest('sampling')?.playing).toBe(false);
  expect(latest('training')?.step).toBe(2);
});

test('an engine that does not open takes nothing from the training, which goes on with another', async () => {
  const { handle, latest } = session([Number.POSITIVE_INFINITY, 'never opens']);
  handle({ kind: 'open', settings: small, trained: 20, calm: true });
  await vi.waitFor(() => expect(latest('training')).toMatchObject({ step: 20, playing: false }));
  handle({ kind: 'settings', settings: { ...small, engine: 'webgpu' } });
  await vi.waitFor(() => expect(latest('notice')?.text).toBe('there is no adapter'));
  handle({ kind: 'settings', settings: small });
  await vi.waitFor(() => expect(opened.at(-1)).toBe('cpu'));
  await vi.waitFor(() => expect(latest('training')?.losses).toHaveLength(20));
});

test('no particles are left behind when another training begins', async () => {
  const { handle, latest } = session([]);
  handle({ kind: 'open', settings: small, trained: 0, calm: true });
  for (const seed of [2, 3, 4]) {
    await vi.waitFor(() => expect(latest('sampling')?.panes).toHaveLength(1));
    handle({ kind: 'settings', settings: { ...small, seed } });
    const { run } = latest('sampling')!;
    await vi.waitFor(() => expect(latest('sampling')?.run).toBeGreaterThan(run));
  }
  expect(samplers.at(-1)).toBe(1);
});
