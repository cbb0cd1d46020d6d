import type { Lesson } from './lesson.ts';

export const noise: Lesson = {
  title: 'Why noise?',
  words: [
    'Data often lie on thin sets, such as these circles. Away from them p is as good as 0: its score is undefined or huge, and there are no data to learn it from. So add normal noise of deviation σ to the data:',
    '= p_σ = p ∗ N(0, σ²·1)',
    'This density is smooth and positive everywhere; its score exists everywhere, and noisy data reach where it is to be learned. A large σ blurs all detail but gives a direction even far away. A small σ keeps the detail, but has something to say only near the data.',
  ],
  attempt: 'Move “Look at σ” from end to end: far out the arrows agree, close by they follow the circles.',
  sources: [{ label: 'Song and Ermon 2019, section 3', href: 'https://arxiv.org/abs/1907.05600' }],
  settings: { source: 'circles', exact: true, score: 'exact', sigma: 0.15 },
  begins: 'sampling',
};
