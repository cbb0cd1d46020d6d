export type { Concern } from './concern.ts';
export { dataConcerns, type Learning } from './data.ts';
export { noiseConcerns } from './noise.ts';
