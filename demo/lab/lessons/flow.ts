import type { Lesson } from './lesson.ts';

export const flow: Lesson = {
  title: 'Fewer evaluations: the probability flow',
  words: [
    'Langevin dynamics evaluate the score hundreds of times. The same densities p_σ are passed by a flow without any chance in it, an ordinary differential equation:',
    '= dx/dσ = −σ·s(x, σ)',
    'A solver of second order follows it from the first level to 0 in some twenty evaluations: Heun’s method, with two a step, or DPM-Solver++, which keeps the last one instead. Side by side: Langevin dynamics with 481 evaluations and DPM-Solver++ with 18, along the same exact score. The levels matter, too: those of Karras lie closer together where σ is small.',
  ],
  attempt:
    'Under “Beside it”, choose Euler (DDIM) and set “Its levels” to 12: of first order, it is more than twice the floor away, and wants some seventy levels for as much as DPM-Solver++.',
  sources: [
    { label: 'Song et al. 2021', href: 'https://arxiv.org/abs/2011.13456' },
    { label: 'Karras et al. 2022', href: 'https://arxiv.org/abs/2206.00364' },
    { label: 'Lu et al. 2022', href: 'https://arxiv.org/abs/2211.01095' },
  ],
  settings: {
    ...{ source: 'two_moons', exact: true, score: 'exact', sigma: 0.6, arrows: 'none' },
    ...{ beside: 'dpm-solver', besideScore: 'exact', besideLadder: 18 },
  },
  begins: 'sampling',
};
