/** The purpose of a number: the last word of its counter, as `streams` of src/random.ts has them. */
export const PERTURBATION: u32 = 2;
export const PARTICLES: u32 = 3;
export const LANGEVIN: u32 = 4;
export const DRAWN_ROWS: u32 = 7;
export const LEVELS: u32 = 8;
export const CONTEXTS: u32 = 9;
export const PROBES: u32 = 10;
export const KNOWN: u32 = 11;
