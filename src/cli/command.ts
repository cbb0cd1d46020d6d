/** A command of the command line. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Does the work. Returns when all is well, and throws otherwise: `exit.ts` knows which error ends in which exit code. */
  run(args: readonly string[]): Promise<void>;
}
