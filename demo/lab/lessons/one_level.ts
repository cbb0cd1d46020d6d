import type { Lesson } from './lesson.ts';

export const oneLevel: Lesson = {
  title: 'What one noise level cannot do',
  words: [
    'Twenty-five narrow modes of equal weight, their exact score, and one small noise level. Particles start around the middle and climb to the modes near by; the outer ones stay empty.',
    'Wherever they start, each mode gets the particles of its own surroundings, whatever its weight. Between modes the density is so small that none crosses in any time one would wait; and the score depends on p only by its slope, which does not say how much lies beyond the gap. A learned score knows even less there, for it has seen no data. One large level would let particles cross, but blurs all modes into one.',
  ],
  attempt: 'Set “Largest σ” to 3: the particles mix, and the modes are gone.',
  sources: [{ label: 'Song and Ermon 2019, section 3.2', href: 'https://arxiv.org/abs/1907.05600' }],
  settings: {
    ...{ source: 'twenty_five_gaussians', exact: true, score: 'exact', sigma: 0, arrows: 'none' },
    ...{ sigmaFrom: 0.3, sigmaTo: 0.1, ladder: 1, perLevel: 400, share: 0.1, denoise: true },
  },
  begins: 'sampling',
};
