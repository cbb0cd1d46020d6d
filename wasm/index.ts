export { copy } from './memory/copy.ts';
export { fill } from './memory/fill.ts';
export { initial_particles } from './sampling/initial_particles.ts';
export { sample } from './sampling/sample.ts';
export { thread } from './thread.ts';
export { adam, sum_gradient } from './training/adam.ts';
export { gradient_lanes } from './training/gradient_lanes.ts';
export { gradient_panels } from './training/gradient_panels.ts';
export { transpose_weights } from './training/transpose_weights.ts';
