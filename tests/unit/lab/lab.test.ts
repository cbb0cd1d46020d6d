import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLab, type Lab } from '../../../demo/lab/lab.ts';
import type { Report, Request, SamplingReport } from '../../../demo/lab/protocol.ts';
import { defaults } from '../../../demo/lab/settings/settings.ts';

/** What the page sent to its worker, and what says something to the page. */
let sent: Request[] = [];
let say: (report: Report) => void;

beforeEach(() => {
  sent = [];
  vi.stubGlobal(
    'Worker',
    class {
      onmessage: (event: { data: Report }) => void = () => {};
      constructor() {
        say = (data) => this.onmessage({ data });
      }
      postMessage(request: Request): void {
        sent.push(request);
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const opened = (): Lab => createLab({ settings: defaults, trained: undefined, sampled: undefined, calm: false });

function sampling(...panes: (readonly [completed: number, total: number])[]): SamplingReport {
  const rest = {
    method: 'heun',
    score: 'learned',
    level: 0,
    levels: [1],
    end: 0,
    starts: [0],
    particles: 500,
  } as const;
  return {
    ...{ kind: 'sampling', run: 1, step: 0, playing: false },
    panes: panes.map(([completed, total]) => ({ ...rest, completed, total })),
  };
}

test('a link counts the updates of the pane that makes the most, and holds the particles that there are', () => {
  const lab = opened();
  say(sampling([17, 35], [240, 481]));
  expect(lab.shared()).toMatchObject({ sampled: 240, settings: { particles: 500 } });
  // Those that were chosen, even before they are there.
  lab.change({ particles: 70 });
  expect(lab.shared().settings.particles).toBe(70);
});

test('another training is looked at as it is now, unless a moment is asked for', () => {
  const lab = opened();
  lab.change({ frame: 5 });
  lab.change({ surface: 'error' });
  expect(lab.settings.frame).toBe(5);
  lab.change({ source: 'rings' });
  expect(lab.settings.frame).toBe(defaults.frame);
  lab.change({ source: 'circles', frame: 3 });
  expect(lab.settings.frame).toBe(3);
});

test('the worker is told which settings to adopt the page has heard of', () => {
  const lab = opened();
  lab.change({ speed: 2 });
  say({ kind: 'adopt', settings: { source: 'file', file: 'a.csv' } });
  lab.change({ speed: 4 });
  expect(sent.slice(1)).toEqual([
    { kind: 'settings', settings: { ...defaults, speed: 2 }, adopted: 0 },
    { kind: 'settings', settings: { ...defaults, speed: 4, source: 'file', file: 'a.csv' }, adopted: 1 },
  ]);
});

test('who is told ends others, which then hear nothing more', () => {
  const lab = opened();
  const heard: string[] = [];
  lab.on('sampling', () => end());
  const end = lab.on('sampling', () => heard.push('the other'));
  say(sampling([1, 2]));
  expect(heard).toEqual([]);
});
