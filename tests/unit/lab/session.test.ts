import { describe, expect, onTestFinished, test } from 'vitest';
import type { Report, Request } from '../../../demo/lab/protocol.ts';
import { problemOf } from '../../../demo/lab/run/problem.ts';
import { trainerOptions } from '../../../demo/lab/run/training.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { createSession } from '../../../demo/lab/worker/session.ts';
import { createEngine, writeModel } from '../../../src/index.ts';

type Kind = Report['kind'];
type Of<K extends Kind> = Extract<Report, { kind: K }>;

/** Small enough that the reference trains it in a moment. */
const small: Settings = {
  ...{ ...defaults, engine: 'cpu', source: 'tutorial', points: 64, hidden: [8], steps: 40, batch: 16, levels: 4 },
  ...{ sigmaFrom: 2, sigmaTo: 0.5, ladder: 4, perLevel: 5, particles: 64, speed: 20, detail: 1 },
};

/** A session whose reports are kept. */
function lab() {
  const reports: Report[] = [];
  const session = createSession((report) => reports.push(report));
  const send = (...requests: Request[]): void => {
    for (const request of requests) session.handle(request);
  };
  const latest = <K extends Kind>(kind: K): Of<K> | undefined =>
    reports.findLast((report) => report.kind === kind) as Of<K>;
  /** Waits for a report that is as asked; those before `from` do not count. */
  async function until<K extends Kind>(kind: K, is: (report: Of<K>) => boolean, from = 0): Promise<Of<K>> {
    for (;;) {
      const found = reports.slice(from).findLast((report) => report.kind === kind && is(report as Of<K>));
      if (found) return found as Of<K>;
      const trouble = reports.find((report) => report.kind === 'notice' && report.level === 'trouble') as Of<'notice'>;
      if (trouble && kind !== 'notice') throw new Error(trouble.text);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  /** All losses that came since the last that began again. */
  const losses = (): number[] => {
    const all: number[] = [];
    for (const report of reports) {
      if (report.kind !== 'training') continue;
      all.length = report.from;
      all.push(...report.losses);
    }
    return all;
  };
  onTestFinished(() => send({ kind: 'train', action: 'pause' }, { kind: 'sample', action: 'pause' }));
  return { send, reports, latest, until, losses };
}

const open = (settings: Settings, more: { trained?: number; sampled?: number } = {}): Request => ({
  ...{ kind: 'open', settings, calm: false },
  ...more,
});

describe('training', () => {
  test('begins by itself, comes to its end, and lowers the loss', async () => {
    const { send, until, losses } = lab();
    send(open({ ...small, steps: 400 }));
    await until('training', ({ step, playing }) => step === 400 && !playing);
    const all = losses();
    expect(all).toHaveLength(400);
    const mean = (part: number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(all.slice(-50))).toBeLessThan(mean(all.slice(0, 50)));
  });

  test('pauses, takes single steps and goes on to the same losses as without a stop', async () => {
    const whole = lab();
    whole.send(open(small));
    await whole.until('training', ({ step }) => step === 40);
    const parts = lab();
    parts.send(open(small, { trained: 7 }));
    await parts.until('training', ({ step, playing }) => step === 7 && !playing);
    parts.send({ kind: 'train', action: 'step' });
    await parts.until('training', ({ step, playing }) => step === 8 && !playing);
    parts.send({ kind: 'train', action: 'play' });
    await parts.until('training', ({ step }) => step === 40);
    expect(parts.losses()).toEqual(whole.losses());
  });

  test('begins again after a reset and after another setting, but not for another view', async () => {
    const { send, until, reports, losses } = lab();
    send(open(small));
    await until('training', ({ step }) => step === 40);
    const before = losses();
    send(
      { kind: 'want', figures: ['curves'] },
      { kind: 'settings', settings: { ...small, sigma: 0.2, follow: false } },
    );
    await until('curves', ({ sigma }) => Math.abs(sigma - 2 * 0.25 ** 0.2) < 1e-6);
    expect(losses()).toEqual(before);
    let at = reports.length;
    send({ kind: 'train', action: 'reset' });
    await until('training', ({ step, from }) => step === 0 && from === 0, at);
    send({ kind: 'train', action: 'play' });
    await until('training', ({ step }) => step === 40, at);
    expect(losses()).toEqual(before);
    at = reports.length;
    send({ kind: 'settings', settings: { ...small, seed: 9 } }, { kind: 'train', action: 'play' });
    await until('training', ({ step }) => step === 40, at);
    expect(losses()).not.toEqual(before);
  });

  test('goes on where it is on another engine', async () => {
    const { send, until, reports, losses } = lab();
    send(open(small, { trained: 20 }));
    await until('training', ({ step, playing }) => step === 20 && !playing);
    const at = reports.length;
    send({ kind: 'settings', settings: { ...small, engine: 'wasm' } }, { kind: 'train', action: 'play' });
    await until('engine', ({ engine }) => engine === 'wasm', at);
    await until('training', ({ step }) => step === 40, at);
    expect(losses()).toHaveLength(40);
  });

  test('begins on another engine where something else changes with it', async () => {
    const { send, until, reports } = lab();
    send(open(small, { trained: 20 }));
    await until('training', ({ step, playing }) => step === 20 && !playing);
    const at = reports.length;
    send({ kind: 'settings', settings: { ...small, engine: 'wasm', seed: 9 } });
    const { engine } = await until('engine', () => true, at);
    expect(engine).toBe('wasm');
    expect((await until('training', () => true, at)).step).toBe(0);
  });

  test('is looked at as it was at a moment, once it gets there', async () => {
    const curvesOf = async (frame: number, trained: number): Promise<Of<'curves'>> => {
      const { send, until, reports, latest } = lab();
      send({ kind: 'want', figures: ['curves'] }, open({ ...small, frame, follow: false }, { trained: 0 }));
      await until('curves', () => true);
      for (let step = 1; step <= trained; step++) {
        send({ kind: 'train', action: 'step' });
        await until('training', (report) => report.step === step && !report.playing);
      }
      // The particles at rest are made again after the figures are.
      await until('sampling', ({ step }) => step === trained);
      const at = reports.length;
      send({ kind: 'seek', update: 1 });
      await until('sampling', ({ panes }) => panes[0]!.completed === 1, at);
      return latest('curves')!;
    };
    // The first frames are 4 steps apart.
    expect((await curvesOf(2, 12)).learned).toEqual((await curvesOf(-1, 8)).learned);
  });
});

describe('a file', () => {
  test('of data is what is learned, whatever the page sent before it heard of it', async () => {
    const { send, until, latest } = lab();
    const file = new File(['a,b\n1,2\n3,4\n5,7\n2,2\n'], 'four.csv');
    send(open(small, { trained: 0 }), { kind: 'file', file });
    send({ kind: 'settings', settings: { ...small, speed: 4 }, adopted: 0 });
    // This is answered after all of that.
    send({ kind: 'export', id: 1, what: 'command' });
    await until('exported', () => true);
    expect(latest('problem')?.columns).toEqual(['a', 'b']);
  });

  test('of a network stays when it is told to pause', async () => {
    const engine = await createEngine({ prefer: 'cpu' });
    const trainer = await engine.trainer(trainerOptions(small, problemOf(small, undefined).data));
    const file = new File([writeModel(await trainer.model())], 'network.safetensors');
    engine.dispose();
    const { send, until, reports } = lab();
    send(open(small, { trained: 0 }), { kind: 'file', file });
    await until('training', ({ given }) => given === 'file');
    const at = reports.length;
    send({ kind: 'train', action: 'pause' });
    expect((await until('training', () => true, at)).given).toBe('file');
  });
});

describe('sampling', () => {
  const samplesAt = async (sampled: number, ...then: Request[]): Promise<Uint32Array> => {
    const { send, until, reports } = lab();
    send({ kind: 'want', figures: ['descent'] }, open(small, { trained: 40, sampled }));
    const isThere = ({ panes }: Of<'descent'>): boolean => panes[0]!.update === sampled;
    // While it is trained, they follow the network of some step before.
    await until('sampling', ({ step }) => step === 40);
    await until('descent', isThere);
    if (then.length === 0) return (await until('descent', isThere)).panes[0]!.counts;
    let at = 0;
    for (const request of then) {
      at = reports.length;
      send(request);
      await until('sampling', () => true, at);
    }
    return (await until('descent', isThere, at)).panes[0]!.counts;
  };

  test('comes to the moment of a link, and is the same after a way there and back', async () => {
    const straight = await samplesAt(7);
    expect(straight.reduce((sum, count) => sum + count)).toBeGreaterThan(50);
    const back = await samplesAt(7, { kind: 'seek', update: 15 }, { kind: 'seek', update: 7 });
    expect(back).toEqual(straight);
  });

  test('from a point ends with the data that the point is of', async () => {
    const { send, until, reports } = lab();
    send(open(small, { trained: 0 }), { kind: 'release', point: [0.5] });
    // From the noise level that is looked at on there are fewer.
    await until('sampling', ({ panes }) => panes[0]!.levels.length < small.ladder);
    send({ kind: 'settings', settings: { ...small, source: 'two_moons' } });
    await until('problem', ({ dimension }) => dimension === 2);
    await until('sampling', ({ panes }) => panes[0]!.levels.length === small.ladder);
    const at = reports.length;
    send({ kind: 'settings', settings: small });
    const { panes } = await until('sampling', () => true, at);
    expect(panes[0]!.levels).toHaveLength(small.ladder);
  });

  test('is measured at its end', async () => {
    const { send, until } = lab();
    send({ kind: 'want', figures: ['measures'] }, open(small));
    const { panes } = await until('measures', () => true);
    expect(panes).toHaveLength(1);
  });
});

test('what cannot be learned is said, and another setting mends it', async () => {
  const { send, until, reports } = lab();
  send(open({ ...small, source: 'painting' }));
  const { text } = await until('notice', ({ level }) => level === 'trouble');
  expect(text).toBe('Nothing is painted yet: draw on the canvas with the pointer.');
  reports.length = 0;
  send({ kind: 'settings', settings: small }, { kind: 'train', action: 'play' });
  await until('training', ({ step }) => step === 40);
});
