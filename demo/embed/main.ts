import { descent, loss, scoreCurve, stage } from '../lab/figures/index.ts';
import { createLab } from '../lab/lab.ts';
import { mayMove } from '../lab/motion.ts';
import { recipes } from '../lab/settings/recipes.ts';
import { defaults } from '../lab/settings/settings.ts';

const place = (id: string): HTMLElement => document.getElementById(id)!;

// Three figures of one training.
const settings = { ...defaults, ...recipes.tutorial.settings, source: 'tutorial' } as const;
const lab = createLab({ settings, trained: undefined, sampled: undefined, calm: !mayMove() });
loss.mount(place('loss'), lab);
scoreCurve.mount(place('score'), lab);
descent.mount(place('descent'), lab);
place('train').addEventListener('click', () => {
  lab.send({ kind: 'train', action: 'reset' });
  lab.send({ kind: 'train', action: 'play' });
});

// One alone.
stage.mount(place('moons'), { source: 'two_moons', score: 'exact', exact: true });
