import type { Lesson } from './lesson.ts';

export const denoising: Lesson = {
  title: 'Learning it: denoising score matching',
  words: [
    'Nobody knows the score of p_σ, but the noise that was added is known. Take a datum x, add σε with ε from N(0, 1), and let the network s point back:',
    '= loss = ½ · mean of σ²·|s(x + σε, σ) + ε/σ|²',
    'It cannot know ε. The best that it can answer is the mean of all noise that could have led here, and that mean is the score of p_σ exactly. So the loss does not fall to 0: the dashed line is the least that is possible. One network learns all σ; the factor σ² lets all of them count about alike.',
  ],
  attempt: 'Drag along the loss: the field is shown as the network knew it at that step.',
  sources: [{ label: 'Vincent 2011', href: 'https://doi.org/10.1162/NECO_a_00142' }],
  settings: { source: 'two_moons', steps: 2000, sigma: 0.55 },
  begins: 'training',
};
