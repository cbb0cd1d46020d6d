import { recipes } from '../settings/recipes.ts';
import type { Lesson } from './lesson.ts';

export const oneLevel: Lesson = {
  title: 'What one noise level cannot do',
  words: [
    'Two modes far apart, of which the left one weighs 10 %; their exact score; and one small noise level. Particles start around 0, part at once, and climb to the mode on their side. A third of them end at the left.',
    'However long they go on, few cross: between the modes the density is almost nothing. And the score cannot tell them that the weights are wrong, for it knows p by its slope alone, not how much lies beyond the gap. A learned score is worse still in the gap, where it has seen no data. One large level would let particles cross, but makes one heap of both modes.',
  ],
  attempt: 'Set “Largest σ” to 3: particles cross freely, and the modes are gone.',
  sources: [{ label: 'Song and Ermon 2019, section 3.2', href: 'https://arxiv.org/abs/1907.05600' }],
  settings: {
    ...{ ...recipes.tutorial.settings, source: 'tutorial', exact: true, score: 'exact', sigma: 0 },
    ...{ sigmaFrom: 0.2, sigmaTo: 0.1, ladder: 1, perLevel: 400, share: 0.1 },
  },
  begins: 'sampling',
};
