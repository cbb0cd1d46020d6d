import { qualityTable } from '../../bench/quality.ts';
import {
  binariesLine,
  ensembleTable,
  figureTable,
  kernelTable,
  limitsLine,
  markdown,
  type Report,
} from '../../bench/report.ts';
import { runBench } from '../../bench/run.ts';
import { settingsOf } from '../../bench/settings.ts';
import { htmlTable } from '../../src/figures/html_table.ts';

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const form = element<HTMLFormElement>('controls');
const settings = element<HTMLFieldSetElement>('settings');
const bar = element<HTMLProgressElement>('progress');
const copies = [element<HTMLButtonElement>('copy-markdown'), element<HTMLButtonElement>('copy-json')];

/** The last report, for the buttons that copy it. */
let report: Report | undefined;

// The address may set what the form asks, as that of the tutorial's page may.
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
}
form.addEventListener('submit', (event) => {
  event.preventDefault();
  run().catch(fail);
});
element('copy-markdown').addEventListener('click', () => copy(markdown(report!)));
element('copy-json').addEventListener('click', () => copy(JSON.stringify(report, null, 2)));

async function run(): Promise<void> {
  const words = Object.fromEntries(new FormData(form)) as Record<'engine' | 'only' | 'seconds' | 'repeats', string>;
  const chosen = settingsOf(words);
  if (typeof chosen === 'string') throw new Error(chosen);
  element('error').hidden = true;
  element('results').hidden = true;
  enter('running', 'Starting …');
  const measurement = await runBench(chosen, async () => [], say);
  report = { ...measurement, place: navigator.userAgent, date: new Date().toISOString() };
  show(report);
  enter('done', 'Done. Every workload that is listed agreed with the reference before it was timed.');
}

function say(line: string): void {
  element('status').textContent = line;
}

function show(report: Report): void {
  const { limits, figures, traces, ensembles, quality, failures, binaries } = report;
  element('limits').textContent = [
    ...limits.map(limitsLine),
    ...(binaries.length > 0 ? [binariesLine(binaries)] : []),
  ].join(' ');
  const tables = [
    ...(figures.length > 0 ? [figureTable(report)] : []),
    ...(ensembles.length > 0 ? [ensembleTable(ensembles)] : []),
    ...(quality.length > 0 ? [qualityTable(quality)] : []),
  ];
  element('figures').replaceChildren(...tables.map(htmlTable));
  element('kernels').replaceChildren(htmlTable(kernelTable(traces)));
  element('results').hidden = false;
  if (failures.length > 0) {
    throw new Error(failures.map(({ workload, reason }) => `${workload} was not measured: ${reason}`).join('; '));
  }
}

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    say('Copied.');
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const box = element('error');
  box.textContent = error instanceof Error ? error.message : String(error);
  box.hidden = false;
  enter('error', 'Something went wrong; the reason is below.');
}

function enter(state: 'running' | 'done' | 'error', status: string): void {
  document.body.dataset.state = state;
  say(status);
  const busy = state === 'running';
  settings.disabled = busy;
  element<HTMLButtonElement>('start').disabled = busy;
  for (const button of copies) button.disabled = busy || report === undefined;
  // Without a value, the bar says only that something goes on.
  if (busy) bar.removeAttribute('value');
  else bar.value = state === 'done' ? 1 : 0;
}
