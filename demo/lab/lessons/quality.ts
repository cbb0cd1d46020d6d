import { recipes } from '../settings/recipes.ts';
import type { Lesson } from './lesson.ts';

export const quality: Lesson = {
  title: 'How good is it?',
  words: [
    'A finite number of samples differs from its target even where each is perfect. So every distance stands beside its floor, what as many perfect draws show: near it there is nothing left to mend. The share of each mode is compared likewise; the left one should have 10 %.',
    'Then ask whose fault it is. The same sampler along the exact score tells: where that is right, the network errs, and wants more steps, another output or a rate that falls. Where that is wrong as well, it is the sampler, which wants more levels or more steps. A loss near the least possible is not enough: rare modes hardly count in it.',
  ],
  attempt:
    'Take the recipe “The tutorial, improved” and train again: as many weights and steps, and nearer to the floor.',
  sources: [{ label: 'Song and Ermon 2020', href: 'https://arxiv.org/abs/2006.09011' }],
  settings: { ...recipes.tutorial.settings, source: 'tutorial', sigma: 1 },
  begins: 'training',
};
