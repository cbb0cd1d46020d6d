/** Whether things are to begin to move by themselves: not where the user has told the system that it disturbs. */
export const mayMove = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches;
