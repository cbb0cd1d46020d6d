import type { Network } from '../../network.ts';

/** Whether a network is like that of the tutorial, for which shallow_gradient.ts and shallow_score.ts are made. */
export function isShallow({ dimension, hidden, activation, conditioning, output }: Network): boolean {
  const likeTutorial = activation === 'relu' && conditioning === 'sigma' && output === 'score';
  return dimension === 1 && hidden.length === 1 && likeTutorial;
}
