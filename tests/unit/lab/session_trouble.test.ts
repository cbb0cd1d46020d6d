import { expect, test, vi } from 'vitest';
import type { Report } from '../../../demo/lab/protocol.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { createSession } from '../../../demo/lab/worker/session.ts';

const small: Settings = {
  ...defaults,
  ...{ engine: 'cpu', points: 64, hidden: [4], batch: 8, steps: 2, particles: 8, method: 'euler', ladder: 3 },
};

function opened(settings: Settings) {
  const reports: Report[] = [];
  const session = createSession((report) => reports.push(report));
  session.handle({ kind: 'open', settings, calm: true });
  const of = <K extends Report['kind']>(kind: K) =>
    reports.filter((report): report is Extract<Report, { kind: K }> => report.kind === kind);
  return { session, of };
}

test('particles that cannot be started are one trouble, until the settings are others', async () => {
  const { session, of } = opened({ ...small, source: 'pinwheel', score: 'exact' });
  await vi.waitFor(() => expect(of('notice')).toHaveLength(1));
  expect(of('notice')[0]!.text).toMatch('The exact score of these data is not known');
  // Some turns of the session: it does not try again by itself.
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(of('notice')).toHaveLength(1);
  // Nor does it draw what is not there.
  session.handle({ kind: 'size', pane: 0, width: 100, height: 100 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(of('notice')).toHaveLength(1);
  expect(of('sampling')).toEqual([]);
  session.handle({ kind: 'sample', action: 'play' });
  await vi.waitFor(() => expect(of('notice')).toHaveLength(2));
  session.handle({ kind: 'settings', settings: { ...small, source: 'pinwheel', score: 'learned' } });
  await vi.waitFor(() => expect(of('sampling').at(-1)?.panes[0]).toMatchObject({ score: 'learned', particles: 8 }));
  expect(of('notice')).toHaveLength(2);
});

test('pictures of targets come one by one, in the order that they were asked for', async () => {
  const { session, of } = opened({ ...small, source: 'rings' });
  const targets = ['rings', 'tutorial', 'two_moons'] as const;
  session.handle({ kind: 'thumbnails', targets });
  await vi.waitFor(() => expect(of('thumbnail').map(({ target }) => target)).toEqual(targets));
  expect(of('notice')).toEqual([]);
});
