import { make } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { mayMove } from '../motion.ts';
import { type RecipeName, recipeNames, recipeOf, recipes } from '../settings/recipes.ts';
import { defaults } from '../settings/settings.ts';
import { type Control, controlFor } from './control.ts';
import type { Panel } from './panel.ts';
import { button, folded, line, mountParts, selectOf, together } from './parts.ts';
import { givenWords, networkSummary, noiseSummary, optimiserSummary, trainingProgress } from './summaries.ts';
import { conditioningWords, outputWords } from './words.ts';

/** How the network is trained: begin, pause, step; and by which settings. */
export const train: Panel = {
  ...{ name: 'train', title: 'Training' },
  mount: (element, lab) =>
    mountParts(element, 'Training', [
      transport(lab),
      progress(lab),
      line('note', (say) => lab.on('training', (report) => say(givenWords(report)))),
      together(
        'controls-group tight',
        recipe(lab),
        ...(['hidden', 'steps', 'rate'] as const).map((n) => controlFor(lab, n)),
      ),
      folded(lab, 'Network', networkSummary, [
        controlFor(lab, 'activation'),
        controlFor(lab, 'conditioning', { words: conditioningWords }),
        controlFor(lab, 'output', { words: outputWords }),
        controlFor(lab, 'detail'),
      ]),
      folded(
        lab,
        'Noise',
        noiseSummary,
        (['sigmaFrom', 'sigmaTo', 'levels', 'noisePerRow', 'perturbation'] as const).map((name) =>
          controlFor(lab, name, { words: noiseWords }),
        ),
      ),
      folded(
        lab,
        'Optimiser',
        optimiserSummary,
        (['batch', 'schedule', 'warmup', 'beta2', 'weightDecay', 'averaging'] as const).map((name) =>
          controlFor(lab, name),
        ),
      ),
    ]),
};

const noiseWords = {
  ...{ 'all-levels': 'all levels', 'one-level': 'one of the levels', 'log-uniform': 'any between, even in ln σ' },
  'log-normal': 'any, log-normal',
};

/** Trains, or pauses where it trains; one that has come to its end begins again. */
export function toggleTraining(lab: Lab): void {
  const report = lab.latest('training');
  const playing = report?.playing === true;
  const done = report !== undefined && !report.given && report.step >= report.steps;
  if (!playing && done) reset(lab);
  lab.send({ kind: 'train', action: playing ? 'pause' : 'play' });
}

/** Back to the first weights, which are looked at as they change. */
function reset(lab: Lab): void {
  lab.change({ frame: defaults.frame });
  lab.send({ kind: 'train', action: 'reset' });
}

export const stepTraining = (lab: Lab): void => lab.send({ kind: 'train', action: 'step' });

function transport(lab: Lab): Control {
  const main = button('Train', 'primary', () => toggleTraining(lab));
  main.id = 'train-toggle';
  const step = button('Step', 'train-step', () => stepTraining(lab));
  step.title = 'One training step';
  const back = button('Reset', 'train-reset', () => reset(lab));
  back.title = 'Back to the first weights';
  const dispose = lab.on('training', ({ playing, step: at, steps, given }) => {
    const done = at >= steps && !given;
    main.dataset.state = playing ? 'playing' : done ? 'done' : 'paused';
    main.textContent = playing ? 'Pause' : done ? 'Train again' : 'Train';
    step.disabled = done;
    back.disabled = at === 0;
  });
  return { element: make('div', { className: 'transport' }, main, step, back), dispose };
}

function progress(lab: Lab): Control {
  const bar = make('progress', { max: 1, value: 0, aria: { label: 'Training' } });
  const text = make('p', { className: 'progress-words', id: 'train-progress' });
  const dispose = lab.on('training', (report) => {
    bar.value = report.step / report.steps;
    text.textContent = trainingProgress(report);
    text.dataset.step = String(report.step);
  });
  return { element: make('div', { className: 'progress' }, bar, text), dispose };
}

function recipe(lab: Lab): Control {
  const choices = recipeNames.map((name) => ({ value: name, words: recipes[name].label, help: recipes[name].help }));
  const select = selectOf('train-recipe', 'Recipe', choices, (name) => {
    lab.change(recipes[name as RecipeName].settings);
    if (mayMove()) lab.send({ kind: 'train', action: 'play' });
  });
  const dispose = lab.watch((settings) => {
    const name = recipeOf(settings);
    select.show(name ?? '', 'your own');
    select.input.title = name ? recipes[name].help : 'Settings that go together, as they were measured.';
  });
  select.element.classList.add('wide');
  return { element: select.element, dispose };
}
