/** Whether things are to begin to move by themselves: not where the user has set the system to less motion. */
export const mayMove = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches;
