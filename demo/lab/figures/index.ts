/** The figures of the lab, each of which mounts by itself. */
export { densityCurve, scoreCurve } from './curves/curves.ts';
export { descent } from './descent/descent.ts';
export { ladder } from './ladder/ladder.ts';
export { loss } from './loss/loss.ts';
export { difference } from './measures/difference.ts';
export { measures } from './measures/measures.ts';
export { stage } from './stage/stage.ts';
