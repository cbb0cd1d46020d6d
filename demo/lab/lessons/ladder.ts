import type { Lesson } from './lesson.ts';

export const ladder: Lesson = {
  title: 'The ladder: annealed Langevin dynamics',
  words: [
    'Begin at a noise level so large that all modes are one. Take some Langevin steps there, with z from N(0, 1),',
    '= x ← x + τ·s(x, σ) + √(2τ)·z',
    'and go down to the next level, with τ in proportion to σ². At each level the particles are nearly right already, for the level before was only a little more blurred. From the same start, along the same score, all twenty-five modes are found now, and each gets its weight. The ratio of neighbouring levels is constant, so that all overlap alike; with too few levels or steps the weights go wrong again.',
  ],
  attempt: 'Set “Levels descended” to 3: the modes are found, but their weights are not.',
  sources: [
    { label: 'Song and Ermon 2019, algorithm 1', href: 'https://arxiv.org/abs/1907.05600' },
    { label: 'Song and Ermon 2020', href: 'https://arxiv.org/abs/2006.09011' },
  ],
  settings: {
    ...{ source: 'twenty_five_gaussians', exact: true, score: 'exact', sigma: 0.5, arrows: 'none' },
    ...{ ladder: 24, perLevel: 20, share: 0.1 },
  },
  begins: 'sampling',
};
