import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OnProgress, startTutorial, type TutorialResult } from '../../tutorial/experiment.ts';
import { significant } from '../../tutorial/numbers.ts';
import { noise, type TutorialOptions } from '../../tutorial/settings.ts';
import { sizeOf, summarise } from '../../tutorial/summary.ts';
import { samplerTable, tableNote, trainingTable } from '../../tutorial/tables.ts';
import type { Command } from '../command.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { freeSpace, requireRoom } from '../files/disk.ts';
import { reportOf } from '../files/report_content.ts';
import { prepareReport } from '../files/report_files.ts';
import { requireMemory } from '../memory.ts';
import { parseTutorialArguments, type TutorialRequest, tutorialHelp } from '../options/tutorial.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { printResult } from '../terminal/streams.ts';
import { textTable } from '../terminal/text_table.ts';

export const tutorial: Command = {
  summary: 'train and sample the tutorial, and write a report of it',
  async run(args) {
    const request = parseTutorialArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(tutorialHelp);
  },
};

/** Bytes of the page, which tells no more of many particles than of few, and of a line of the other files, at most. */
const bytes = { page: 3e6, line: 64 };

async function runRequest({ engine: asked, options, out, force, json }: TutorialRequest): Promise<void> {
  const signal = abortOnInterrupt();
  // Two sets of them, and their lines.
  requireMemory('--particles', options.particles, 3);
  const folder = prepareReport(out, { force });
  requireRoom(out, bytes.page + bytes.line * (options.steps + 2 * options.particles), freeSpace(out));
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const result = await carryOut(asked, options, progress, print, signal);
  const summary = summarise(result);
  const report = reportOf(result, summary);
  signal.throwIfAborted();
  folder.write(report);

  print('');
  print(textTable(trainingTable(summary)));
  print(textTable(samplerTable(summary)));
  print(`${tableNote}\n`);
  print(
    `wrote ${Object.keys(report)
      .map((name) => join(out, name))
      .join(', ')}`,
  );
  print(`to see the report, open ${pathToFileURL(join(out, 'report.html'))} in a browser`);
  if (json) printResult(report['summary.json']);
}

/** Runs the experiment and reports its progress. */
async function carryOut(
  asked: TutorialRequest['engine'],
  options: TutorialOptions,
  progress: Progress,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<TutorialResult> {
  const engine = await openEngine(asked);
  try {
    print(`engine: ${describeEngine(engine, asked)}`);
    const tutorial = await startTutorial(engine, options);
    const { norm, largest } = sizeOf(tutorial.gradient);
    print(
      `gradient before training: ${tutorial.gradient.length} entries, norm ${significant(norm)}, largest ${significant(largest)}`,
    );
    return await tutorial.run(narrator(progress, print), signal);
  } finally {
    progress.end();
    // And with it what runs on it.
    engine.dispose();
  }
}

/** Moves the bar of each stage, and prints the loss of every 50th step. */
function narrator(progress: Progress, print: (line: string) => void): OnProgress {
  let stage: string | undefined;
  let printed = 0;
  const enter = (name: string, total: number): void => {
    if (stage !== name) progress.begin(name, total);
    stage = name;
  };
  return (event) => {
    if (event.phase === 'training') {
      enter('training', event.total);
      for (; printed + 50 <= event.completed; printed += 50) {
        print(
          `step ${String(printed + 50).padStart(String(event.total).length)}   loss ${event.losses[printed + 49]!.toFixed(4)}`,
        );
      }
      progress.advance(event.completed, `loss ${event.losses.at(-1)!.toFixed(4)}`);
    } else {
      enter(`sampling, ${event.sampler}`, event.total);
      progress.advance(event.completed, `noise level ${event.level + 1} of ${noise.levels.length}`);
    }
  };
}
