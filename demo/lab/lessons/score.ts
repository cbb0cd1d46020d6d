import type { Lesson } from './lesson.ts';

export const score: Lesson = {
  title: 'What is a score?',
  words: [
    'The score of a density p is the gradient of its logarithm:',
    '= s(x) = ∇ₓ log p(x)',
    'At every point it says in which direction the density grows fastest, and how fast in relation to the density itself. The arrows show it for two half moons: they point to where data are near.',
    'The constant that makes p integrate to 1 drops out of it, which is why a network learns it more easily than p itself. And it is enough to draw samples: particles that follow it, with fresh noise at every step, end up distributed as p. These are Langevin dynamics.',
  ],
  attempt: 'Press a point of the field: particles start there and follow the arrows.',
  sources: [{ label: 'Hyvärinen 2005', href: 'https://jmlr.org/papers/v6/hyvarinen05a.html' }],
  settings: { source: 'two_moons', exact: true, score: 'exact', sigma: 0.5 },
  begins: 'sampling',
};
