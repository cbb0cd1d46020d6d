import { quotedWhole } from '../quoted.ts';
import type { Command } from './command.ts';
import { adviseCommand } from './commands/advise.ts';
import { doctor } from './commands/doctor.ts';
import { evaluate } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { impute } from './commands/impute.ts';
import { merge } from './commands/merge.ts';
import { sample } from './commands/sample.ts';
import { sweep } from './commands/sweep.ts';
import { train } from './commands/train.ts';
import { tutorial } from './commands/tutorial.ts';
import { report, UsageError } from './exit.ts';
import { serveJudge } from './judge_thread.ts';
import { goOnWithoutOutput, watchStreams } from './terminal/streams.ts';

const commands: Readonly<Record<string, Command>> = {
  train,
  sample,
  impute,
  merge,
  sweep,
  evaluate,
  export: exportCommand,
  advise: adviseCommand,
  tutorial,
  doctor,
};

const help = `Usage: scorefield COMMAND [OPTION …]

Learns the score of a data set at many noise levels and samples from it by score-based samplers.

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

'scorefield COMMAND --help' tells the options of a command.
`;

/** Commands that write files: what they print only tells of it. */
const writers: ReadonlySet<Command> = new Set([train, sweep, sample, impute, merge, exportCommand, tutorial]);

// The same file is what the thread of `evaluate` runs.
if (!serveJudge()) {
  watchStreams();
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = report(error);
  }
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(help);
    return;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const complaint = name === undefined ? 'no command given' : `unknown command ${quotedWhole(name)}`;
    throw new UsageError(`${complaint}; there is: ${Object.keys(commands).join(', ')} (see scorefield --help)`);
  }
  if (writers.has(command)) goOnWithoutOutput();
  await command.run(args);
}
