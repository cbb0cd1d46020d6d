/** The panels of the page. Each is mounted into the element of its name. */
export { data } from './data/data.ts';
export { engine } from './engine.ts';
export { keep } from './keep/keep.ts';
export { learn } from './learn.ts';
export { look } from './look.ts';
export { notices, showRefused } from './notices.ts';
export type { Panel } from './panel.ts';
export { sample } from './sample.ts';
export { shortcuts } from './shortcuts.ts';
export { train } from './train.ts';
