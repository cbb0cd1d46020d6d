/** Whether standard output is all that the command at work leaves behind. */
let outputIsAll = true;
let complained = false;

/**
 * Sees to it that a standard stream that is closed or full never ends the process by an exception. To begin with, and until
 * `goOnWithoutOutput`, the loss of standard output ends the process, for then there is nothing left to work for: in peace where the
 * reader has gone (`| head`), and with exit code 1 where what we print cannot be written.
 */
export function watchStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A terminal that is gone gives EIO.
    const isGone = error.code === 'EPIPE' || error.code === 'EIO';
    if (!isGone && !complained) {
      complained = true;
      const more = outputIsAll ? '' : '; the work goes on without it';
      process.stderr.write(`scorefield: standard output cannot be written: ${error.message}${more}\n`);
    }
    if (outputIsAll) process.exit(isGone ? 0 : 1);
  });
  // There is nowhere left to tell of it.
  process.stderr.on('error', () => {});
}

/** From now on what is printed is narration: the work leaves something else behind. */
export function goOnWithoutOutput(): void {
  outputIsAll = false;
}

/** Prints what a script wants to read, such as the summary of --json: where it cannot be written, the exit code says so. */
export function printResult(text: string): void {
  process.stdout.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
    if (error && error.code !== 'EPIPE') process.exitCode = 1;
  });
}

/**
 * Writes to standard output piece by piece, as fast as its reader takes them; says whether there still is a reader.
 * @throws Error of the system when it cannot be written for another reason
 */
export function writeOutput(piece: string | Uint8Array): Promise<boolean> {
  // Whoever awaits us tells of it.
  complained = true;
  return new Promise((resolve, reject) => {
    process.stdout.write(piece, (error: NodeJS.ErrnoException | null | undefined) => {
      if (!error) resolve(true);
      else if (error.code === 'EPIPE') resolve(false);
      else reject(error);
    });
  });
}
