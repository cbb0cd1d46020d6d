import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OnProgress, startTutorial, type TutorialResult } from '../../tutorial/experiment.ts';
import { significant } from '../../tutorial/numbers.ts';
import { reportData } from '../../tutorial/report_data.ts';
import { noise, samplerNames, type TutorialOptions } from '../../tutorial/settings.ts';
import { shortest, sizeOf, summarise } from '../../tutorial/summary.ts';
import { samplerTable, tableNote, trainingTable } from '../../tutorial/tables.ts';
import type { Command } from '../command.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { reportHtml } from '../files/report_html.ts';
import { prepareFolder, writeFiles } from '../files/write.ts';
import { parseTutorialArguments, type TutorialRequest, tutorialHelp } from '../options/tutorial.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { textTable } from '../terminal/text_table.ts';

export const tutorial: Command = {
  summary: 'train and sample the tutorial, and write a report of it',
  async run(args) {
    const request = parseTutorialArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(tutorialHelp);
  },
};

async function runRequest({ engine: prefer, options, out, json }: TutorialRequest): Promise<void> {
  const signal = abortOnInterrupt();
  prepareFolder(out);
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const result = await carryOut(prefer, options, progress, print, signal);
  const summary = summarise(result);
  const files = {
    'report.html': reportHtml(reportData(result)),
    'losses.csv': lossesCsv(result),
    'samples.csv': samplesCsv(result),
    'summary.json': jsonText(summary),
  };
  signal.throwIfAborted();
  writeFiles(out, files);

  print('');
  print(textTable(trainingTable(summary)));
  print(textTable(samplerTable(summary)));
  print(`${tableNote}\n`);
  print(
    `wrote ${Object.keys(files)
      .map((name) => join(out, name))
      .join(', ')}`,
  );
  print(`to see the report, open ${pathToFileURL(join(out, 'report.html'))} in a browser`);
  if (json) process.stdout.write(files['summary.json']);
}

/** Runs the experiment and reports its progress. */
async function carryOut(
  prefer: TutorialRequest['engine'],
  options: TutorialOptions,
  progress: Progress,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<TutorialResult> {
  const engine = await openEngine(prefer);
  try {
    print(`engine: ${describeEngine(engine)}`);
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

function lossesCsv({ losses }: TutorialResult): string {
  return csv(
    'step,loss',
    Array.from(losses, (loss, i) => `${i + 1},${shortest(loss)}`),
  );
}

function samplesCsv({ samplers }: TutorialResult): string {
  return csv(
    'sampler,x',
    samplerNames.flatMap((name) => Array.from(samplers[name].samples.values, (x) => `${name},${shortest(x)}`)),
  );
}

function csv(head: string, rows: readonly string[]): string {
  return `${[head, ...rows].join('\n')}\n`;
}
