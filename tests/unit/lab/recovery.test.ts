import { expect, test, vi } from 'vitest';
import type { Report } from '../../../demo/lab/protocol.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { createSession } from '../../../demo/lab/worker/session.ts';
import { DeviceLostError } from '../../../src/device_lost_error.ts';
import type { Backend, Runner } from '../../../src/engines/backend.ts';
import { createCpuBackend } from '../../../src/engines/cpu/backend.ts';
import { createDriver } from '../../../src/engines/drive/engine.ts';
import { type Engine, EngineUnavailableError } from '../../../src/index.ts';

/** Waits for something, patiently: the machine may have other things to do. */
const eventually = (is: () => void): Promise<void> => vi.waitFor(is, 30_000);

/** Waits for the device after which it is lost, one for each that is opened; those after the last live. */
let lives: (number | 'never opens')[] = [];
/** The kinds that were asked for. */
let opened: string[] = [];
/** Of each engine, how many of its samplers nobody has disposed of. */
const samplers: number[] = [];

vi.mock('../../../demo/lab/worker/open_engine.ts', async (original) => ({
  ...(await original<typeof import('../../../demo/lab/worker/open_engine.ts')>()),
  async openEngine(settings: Pick<Settings, 'engine'>): Promise<Engine> {
    opened.push(settings.engine);
    samplers.push(0);
    return createDriver(await open(), { reopen: open, delays: [0, 0] });
  },
}));

/** A backend that is lost after so many waits, and with it all that it made. */
async function open(): Promise<Backend> {
  let left = lives.shift() ?? Number.POSITIVE_INFINITY;
  if (left === 'never opens') throw new EngineUnavailableError('there is no adapter');
  const number = samplers.length - 1;
  const requireAlive = (): void => {
    if ((left as number) <= 0) throw new DeviceLostError('The device was lost.', 'lost');
  };
  const mortal = <R extends Runner & { completion(): Promise<unknown> }>(runner: R): R => ({
    ...runner,
    async completion() {
      left = (left as number) - 1;
      requireAlive();
      return runner.completion();
    },
  });
  const backend = createCpuBackend();
  return {
    ...backend,
    async train(plan) {
      requireAlive();
      return mortal(await backend.train(plan));
    },
    async sample(plan) {
      requireAlive();
      const runner = mortal(await backend.sample(plan));
      samplers[number]!++;
      return {
        ...runner,
        dispose() {
          samplers[number]!--;
          runner.dispose();
        },
      };
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
    // Said at the end of the turn.
    await eventually(() => expect(broken.notices.at(-1)).toMatch(/^lost: The device was lost and is back\. /));
  }
});

test('one that is lost again and again is not tried for ever', async () => {
  const { notices } = await trained(new Array<number>(20).fill(0));
  expect(notices.at(-1)).toMatch(/^trouble: The device was lost/);
});

/** A session with engines of such lives, and what it says. */
function session(given: typeof lives) {
  lives = [...given];
  const reports: Report[] = [];
  const { handle } = createSession((report) => reports.push(report));
  /** Of every step, as the page puts them together. */
  const losses = (): number[] => {
    const all: number[] = [];
    for (const report of reports) if (report.kind === 'training') all.splice(report.from, all.length, ...report.losses);
    return all;
  };
  const latest = <K extends Report['kind']>(kind: K) =>
    reports.findLast((report): report is Extract<Report, { kind: K }> => report.kind === kind);
  return { handle, latest, losses };
}

test('one that is lost for good is said to be, and the training goes on with another engine', async () => {
  const expected = (await trained([])).losses;
  const { handle, latest, losses } = session([20, 'never opens', 'never opens']);
  handle({ kind: 'open', settings: small, calm: false });
  await eventually(() =>
    expect(latest('notice')?.text).toMatch(/^The device was lost.* It did not come back in 2 attempts/),
  );
  expect(latest('training')?.playing).toBe(false);
  handle({ kind: 'settings', settings: { ...small, engine: 'wasm' } });
  await eventually(() => expect(opened.at(-1)).toBe('wasm'));
  handle({ kind: 'train', action: 'play' });
  await eventually(() => expect(latest('training')?.step).toBe(60));
  expect(losses()).toEqual(expected);
});

test('one that is lost again on its way back comes back to the same step, with the particles at rest where they were', async () => {
  // The first is lost after its second run, the second before it has a trainer.
  const { handle, latest } = session([2, 0]);
  handle({ kind: 'open', settings: small, trained: 1, sampled: 7, calm: false });
  await eventually(() => expect(latest('sampling')).toMatchObject({ step: 1, panes: [{ completed: 7 }] }));
  handle({ kind: 'train', action: 'step' });
  await eventually(() => expect(latest('notice')?.text).toMatch('is back'));
  await eventually(() => expect(latest('sampling')).toMatchObject({ step: 2, panes: [{ completed: 7 }] }));
  expect(latest('sampling')?.playing).toBe(false);
  expect(latest('training')?.step).toBe(2);
});

test('an engine that does not open takes nothing from the training, which goes on with another', async () => {
  const { handle, latest } = session([Number.POSITIVE_INFINITY, 'never opens']);
  handle({ kind: 'open', settings: small, trained: 20, calm: true });
  await eventually(() => expect(latest('training')).toMatchObject({ step: 20, playing: false }));
  handle({ kind: 'settings', settings: { ...small, engine: 'webgpu' } });
  await eventually(() => expect(latest('notice')?.text).toBe('there is no adapter'));
  handle({ kind: 'settings', settings: small });
  await eventually(() => expect(opened.at(-1)).toBe('cpu'));
  await eventually(() => expect(latest('training')?.losses).toHaveLength(20));
});

test('no particles are left behind when another training begins', async () => {
  const { handle, latest } = session([]);
  handle({ kind: 'open', settings: small, trained: 0, calm: true });
  for (const seed of [2, 3, 4]) {
    await eventually(() => expect(latest('sampling')?.panes).toHaveLength(1));
    handle({ kind: 'settings', settings: { ...small, seed } });
    const { run } = latest('sampling')!;
    await eventually(() => expect(latest('sampling')?.run).toBeGreaterThan(run));
  }
  expect(samplers.at(-1)).toBe(1);
});
