import type { Lab } from '../lab.ts';
import { shareOf } from '../run/sigma.ts';
import { shownSigma } from '../shown_sigma.ts';
import { type Control, controlFor } from './control.ts';
import type { Panel } from './panel.ts';
import { line, mountParts, together } from './parts.ts';
import { sigmaWords } from './summaries.ts';

/** What the figures show: the noise level, and what is drawn of the score at it. */
export const look: Panel = {
  ...{ name: 'look', title: 'View' },
  mount: (element, lab) =>
    mountParts(element, 'View', [
      noiseLevel(lab),
      together(
        'controls-group',
        inThePlane(lab, controlFor(lab, 'surface', { words: surfaceWords }), 'error'),
        inThePlane(lab, controlFor(lab, 'arrows', { words: { none: 'nothing' } })),
        controlFor(lab, 'follow'),
        exact(lab),
      ),
    ]),
};

const surfaceWords = {
  density: 'its density',
  magnitude: 'its size, σ·|s|',
  error: 'its error',
  none: 'nothing',
};

/** Even steps of the slider are even in ln σ. While the particles are followed it shows where they are; to move it ends that. */
function noiseLevel(lab: Lab): Control {
  const control = controlFor(lab, 'sigma', { slider: { least: 0, most: 1, step: 0.005 } });
  const range = control.element.querySelector('input')!;
  const output = control.element.querySelector('output')!;
  range.addEventListener('input', () => lab.change({ follow: false }));
  const say = (): void => {
    const { settings } = lab;
    const problem = lab.latest('problem');
    const sigma = shownSigma(lab);
    const [from, to] = problem?.extent[0] ?? [-3, 3];
    range.valueAsNumber = shareOf(settings, sigma);
    output.value = sigmaWords(sigma, settings, to - from);
    range.setAttribute('aria-valuetext', output.value);
  };
  // What it says depends on the levels, on the data and on the particles, too.
  const ends = [lab.watch(say), ...(['problem', 'field', 'curves'] as const).map((kind) => lab.on(kind, say))];
  return {
    element: control.element,
    dispose() {
      for (const end of ends) end();
      control.dispose();
    },
  };
}

/** @param ofExact the choice that only data of a known score have */
function inThePlane(lab: Lab, control: Control, ofExact?: string): Control {
  const option = control.element.querySelector<HTMLOptionElement>(`option[value="${ofExact}"]`);
  const end = lab.on('problem', ({ dimension, exact }) => {
    control.element.hidden = dimension !== 2;
    if (option) option.disabled = exact === 'nothing';
  });
  return {
    element: control.element,
    dispose() {
      end();
      control.dispose();
    },
  };
}

function exact(lab: Lab): Control {
  const control = controlFor(lab, 'exact');
  const box = control.element.querySelector('input')!;
  const why = line('why', (say) =>
    lab.on('problem', ({ exact }) => {
      box.disabled = exact === 'nothing';
      say(box.disabled ? 'The exact score of these data is not known.' : '');
    }),
  );
  return together('control exact', control, why);
}
