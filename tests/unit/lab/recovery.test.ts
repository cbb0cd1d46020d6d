import { expect, test, vi } from 'vitest';
import type { Report } from '../../../demo/lab/protocol.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { createSession } from '../../../demo/lab/worker/session.ts';
import { DeviceError, type Engine, EngineUnavailableError, type Trainer } from '../../../src/index.ts';

/** Runs of a trainer after which the device is lost, one for each engine that is opened; those after the last live. */
let lives: (number | 'never opens')[] = [];
/** The kinds that were asked for. */
let opened: string[] = [];

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
    sampler(options) {
      lost();
      return engine.sampler(options);
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
