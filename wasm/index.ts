export { copy } from './memory/copy.ts';
export { fill } from './memory/fill.ts';
export { thread } from './thread.ts';
