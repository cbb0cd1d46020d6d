import type { Lab } from '../lab.ts';
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
        exact(lab),
      ),
    ]),
};

const surfaceWords = {
  density: 'the density it stands for',
  magnitude: 'its size, σ·|s|',
  error: 'its error, σ·|s − exact|',
  none: 'nothing',
};

/** Even steps of the slider are even in ln σ. */
function noiseLevel(lab: Lab): Control {
  const format = (sigma: number): string => {
    const [from, to] = lab.latest('problem')?.extent[0] ?? [-3, 3];
    return sigmaWords({ ...lab.settings, sigma }, to - from);
  };
  const control = controlFor(lab, 'sigma', { slider: { least: 0, most: 1, step: 0.005 }, format });
  const range = control.element.querySelector('input')!;
  const output = control.element.querySelector('output')!;
  const say = (): void => {
    output.value = format(lab.settings.sigma);
    range.setAttribute('aria-valuetext', output.value);
  };
  // Its words depend on the levels and on the data, too.
  const ends = [lab.watch(say), lab.on('problem', say)];
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
