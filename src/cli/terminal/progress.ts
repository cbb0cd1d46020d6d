import { Presets, SingleBar } from 'cli-progress';
import { printable } from '../../quoted.ts';

/** How work advances: bars on a terminal, and plain lines at each quarter where standard error is none. */
export interface Progress {
  /** Begins a stage of `total` parts, ending the one before. */
  begin(label: string, total: number): void;
  /** `completed` parts of the present stage are done; `note` says how it goes. */
  advance(completed: number, note?: string): void;
  /** Prints a line of output between the drawings of the bar. */
  print(line: string, stream?: NodeJS.WriteStream): void;
  end(): void;
}

export function createProgress(): Progress {
  const { print, ...drawn } = process.stderr.isTTY ? bars() : lines();
  return { ...drawn, print: (line, stream) => print(printable(line), stream) };
}

function bars(): Progress {
  let bar: SingleBar | undefined;
  const end = (): void => {
    bar?.stop();
    bar = undefined;
  };
  // The bar switches the terminal's line wrapping off; however we end, it is to be on again.
  process.once('exit', end);
  return {
    begin(label, total) {
      end();
      // The cursor stays: whoever kills us would be left without one.
      const format = `${label.padEnd(20)} {bar} {percentage}% {note}`;
      bar = new SingleBar({ format, barsize: 30, stream: process.stderr, hideCursor: false }, Presets.shades_classic);
      bar.start(total, 0, { note: '' });
    },
    advance: (completed, note = '') => bar?.update(completed, { note }),
    print(line, stream = process.stdout) {
      // Wipes the bar, which the next advance draws again.
      if (bar) process.stderr.write('\r\u001b[K');
      stream.write(`${line}\n`);
    },
    end,
  };
}

function lines(): Progress {
  let stage = { label: '', total: 1, quarter: 0 };
  return {
    begin(label, total) {
      stage = { label, total, quarter: 0 };
    },
    advance(completed) {
      const quarter = Math.floor((4 * completed) / stage.total);
      if (quarter === stage.quarter) return;
      stage.quarter = quarter;
      process.stderr.write(`${stage.label}: ${25 * quarter} %\n`);
    },
    print: (line, stream = process.stdout) => {
      stream.write(`${line}\n`);
    },
    end() {},
  };
}
