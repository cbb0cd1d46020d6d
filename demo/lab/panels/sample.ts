import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { type MethodName, methodEntry, methodNames } from '../methods.ts';
import { langevinBesideHeun, learnedBesideExact, withBeside, withMethod } from '../settings/method_defaults.ts';
import type { PropertyName } from '../settings/properties.ts';
import type { Settings } from '../settings/settings.ts';
import { type Control, controlFor } from './control.ts';
import type { Panel } from './panel.ts';
import { button, folded, line, mountParts, selectOf, shownWhile, together } from './parts.ts';
import { samplingTransport, speedSelect } from './sample_transport.ts';
import { besideSummary, ladderSummary, samplingCost } from './summaries.ts';

/** How particles are drawn: play, go back and forth, and by which sampler. */
export const sample: Panel = {
  ...{ name: 'sample', title: 'Sampling' },
  mount: (element, lab) =>
    mountParts(element, 'Sampling', [
      samplingTransport(lab),
      line('note', (say) =>
        lab.on('sampling', ({ panes }) => {
          if (panes[0]) say(samplingCost(panes[0]));
        }),
      ),
      together(
        'controls-group tight',
        method(lab),
        score(lab, 'score'),
        controlFor(lab, 'particles'),
        speedSelect(lab),
        whyNoExact(lab),
      ),
      folded(lab, 'Levels', ladderSummary, [
        controlFor(lab, 'ladder'),
        controlFor(lab, 'spacing'),
        ...ownSettings.map(({ name, methods }) => ofMethods(lab, name, methods)),
      ]),
      folded(lab, 'Beside it', besideSummary, [
        beside(lab),
        shownWhile(lab, controlFor(lab, 'besideLadder'), ({ beside }) => beside !== 'none'),
        shownWhile(lab, score(lab, 'besideScore'), ({ beside }) => beside !== 'none'),
      ]),
      presets(lab),
    ]),
};

/** Settings that only some samplers have. */
const ownSettings: readonly { readonly name: PropertyName; readonly methods: readonly MethodName[] }[] = [
  { name: 'perLevel', methods: ['langevin'] },
  { name: 'share', methods: ['langevin'] },
  { name: 'denoise', methods: ['langevin'] },
  { name: 'churn', methods: ['heun'] },
  { name: 'corrections', methods: ['predictor-corrector'] },
  { name: 'snr', methods: ['predictor-corrector'] },
];

function method(lab: Lab): Control {
  const choices = methodNames.map((value) => ({ value, words: methodEntry(value) }));
  const select = selectOf('sample-method', 'Sampler', choices, (name) =>
    lab.change(withMethod(lab.settings, name as MethodName)),
  );
  select.element.classList.add('wide');
  return { element: select.element, dispose: lab.watch((settings) => select.show(settings.method, '')) };
}

function beside(lab: Lab): Control {
  const choices = ['none' as const, ...methodNames].map((value) => ({
    ...{ value, words: value === 'none' ? 'nothing' : methodEntry(value) },
  }));
  const select = selectOf('beside-method', 'Sampler', choices, (name) =>
    lab.change(withBeside(name as Settings['beside'])),
  );
  select.element.classList.add('wide');
  return { element: select.element, dispose: lab.watch((settings) => select.show(settings.beside, '')) };
}

/** The exact score only where samplers can follow it. */
function score(lab: Lab, name: 'score' | 'besideScore'): Control {
  const control = controlFor(lab, name);
  const exact = control.element.querySelector<HTMLOptionElement>('option[value=exact]')!;
  const end = lab.on('problem', (problem) => {
    exact.disabled = problem.exact !== 'score';
  });
  return {
    element: control.element,
    dispose() {
      end();
      control.dispose();
    },
  };
}

/** Why there is no exact score to choose. */
function whyNoExact(lab: Lab): Control {
  return line('why', (say) =>
    lab.on('problem', ({ exact }) => {
      if (exact === 'score') say('');
      else if (exact === 'density')
        say('The exact score of these data is known, but not in a form that samplers can follow.');
      else say('The exact score of these data is not known: samplers follow the learned one.');
    }),
  );
}

function ofMethods(lab: Lab, name: PropertyName, methods: readonly MethodName[]): Control {
  const has = (method: string): boolean => (methods as readonly string[]).includes(method);
  return shownWhile(lab, controlFor(lab, name), ({ method, beside }) => has(method) || has(beside));
}

/** Two comparisons that are worth a look. */
function presets(lab: Lab): Control {
  const first = button('Langevin, 1,000 evaluations, beside Heun, 35', 'preset', () => lab.change(langevinBesideHeun));
  const second = button('Learned beside exact', 'preset', () => lab.change(learnedBesideExact(lab.settings)));
  const dispose = lab.on('problem', ({ exact }) => {
    second.disabled = exact !== 'score';
  });
  return { element: make('div', { className: 'presets' }, make('span', {}, 'Compare'), first, second), dispose };
}
