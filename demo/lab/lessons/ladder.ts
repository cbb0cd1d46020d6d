import { recipes } from '../settings/recipes.ts';
import type { Lesson } from './lesson.ts';

export const ladder: Lesson = {
  title: 'The ladder: annealed Langevin dynamics',
  words: [
    'Begin at a noise level so large that both modes are one. Take some Langevin steps there, with z from N(0, 1),',
    '= x ← x + τ·s(x, σ) + √(2τ)·z',
    'and go down to the next level, with τ in proportion to σ². At each level the particles are nearly right already, for the level before was only a little more blurred. They choose their side while crossing is still easy: by the same score, from the same start, about 11 % now end at the left. The ratio of neighbouring levels is constant, so that all overlap alike.',
  ],
  attempt: 'Set “Levels descended” to 3: the steps down are too large, and almost a third is at the left again.',
  sources: [
    { label: 'Song and Ermon 2019, algorithm 1', href: 'https://arxiv.org/abs/1907.05600' },
    { label: 'Song and Ermon 2020', href: 'https://arxiv.org/abs/2006.09011' },
  ],
  settings: {
    ...{ ...recipes.tutorial.settings, source: 'tutorial', exact: true, score: 'exact', sigma: 0.5 },
    ...{ sigmaFrom: 8, sigmaTo: 0.2, ladder: 20, perLevel: 20, share: 0.2 },
  },
  begins: 'sampling',
};
