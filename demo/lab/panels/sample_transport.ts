import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { mayMove } from '../motion.ts';
import type { PaneReport, SamplingReport } from '../protocol.ts';
import { samePart } from '../settings/settings.ts';
import type { Control } from './control.ts';
import { button, selectOf } from './parts.ts';
import { samplingProgress } from './summaries.ts';

const speeds = [
  { value: '0.1', words: '0.1 ×, slow' },
  { value: '1', words: '1 ×' },
  { value: '4', words: '4 ×' },
];

export function toggleSampling(lab: Lab): void {
  lab.send({ kind: 'sample', action: lab.latest('sampling')?.playing ? 'pause' : 'play' });
}

export const stepSampling = (lab: Lab): void => lab.send({ kind: 'sample', action: 'step' });

/** Play, step, begin again; and a range over the updates that goes to any moment of the run. */
export function samplingTransport(lab: Lab): Control {
  const main = button('Pause', 'primary', () => toggleSampling(lab));
  main.id = 'sample-toggle';
  const step = button('Step', 'sample-step', () => stepSampling(lab));
  step.title = 'One update of the particles';
  const restart = button('Start again', 'sample-restart', () => {
    lab.send({ kind: 'sample', action: 'restart' });
    lab.send({ kind: 'sample', action: 'play' });
  });
  const scrub = make('input', { type: 'range', min: '0', step: '1', id: 'sample-scrub', aria: { label: 'Update' } });
  const text = make('p', { className: 'progress-words', id: 'sample-progress' });

  /** While it is dragged, reports of where the particles were do not move it. */
  let held = false;
  let asked = 0;
  scrub.addEventListener('input', () => {
    held = true;
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      lab.send({ kind: 'seek', update: scrub.valueAsNumber });
    });
  });
  scrub.addEventListener('change', () => {
    held = false;
  });

  const ends = [
    // Another sampler is to be seen at work, unless somebody stopped the one before.
    lab.watch((settings, before) => {
      if (!before || samePart('sampling', before, settings) || !mayMove()) return;
      if (main.dataset.state !== 'paused') lab.send({ kind: 'sample', action: 'play' });
    }),
    lab.on('sampling', (report) => {
      const pane = longest(report);
      if (!pane) return;
      const done = pane.completed === pane.total;
      main.dataset.state = report.playing ? 'playing' : done ? 'done' : 'paused';
      main.textContent = report.playing ? 'Pause' : done ? 'Play again' : 'Play';
      step.disabled = done;
      text.textContent = samplingProgress(pane);
      text.dataset.update = String(pane.completed);
      scrub.max = String(pane.total);
      if (!held) scrub.valueAsNumber = pane.completed;
      scrub.setAttribute('aria-valuetext', text.textContent);
    }),
  ];
  return {
    element: make(
      'div',
      { className: 'sampling-transport' },
      make('div', { className: 'transport' }, main, step, restart),
      make('div', { className: 'progress' }, scrub, text),
    ),
    dispose() {
      cancelAnimationFrame(asked);
      for (const end of ends) end();
    },
  };
}

export function speedSelect(lab: Lab): Control {
  const select = selectOf('sample-speed', 'Speed', speeds, (value) => lab.change({ speed: Number(value) }));
  const dispose = lab.watch(({ speed }) => select.show(String(speed), `${speed} ×`));
  return { element: select.element, dispose };
}

/** What is scrubbed are the updates of the pane that makes the most; the other goes along. */
function longest({ panes }: SamplingReport): PaneReport | undefined {
  return panes.reduce<PaneReport | undefined>(
    (most, pane) => (most && most.total >= pane.total ? most : pane),
    undefined,
  );
}
