/** The figures of the lab, each of which mounts by itself. */
export { densityCurve, scoreCurve } from './curves.ts';
export { descent } from './descent.ts';
export { difference } from './difference.ts';
export { ladder } from './ladder.ts';
export { loss } from './loss.ts';
export { measures } from './measures.ts';
export { stage } from './stage.ts';
