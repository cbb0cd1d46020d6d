import { htmlTable } from '../../src/figures/html_table.ts';
import { createEngine, type Engine } from '../../src/index.ts';
import { startTutorial, type Tutorial, type TutorialResult } from '../../src/tutorial/experiment.ts';
import { summarise } from '../../src/tutorial/summary.ts';
import { samplerTable, tableNote, trainingTable } from '../../src/tutorial/tables.ts';
import { createPacer } from './pacer.ts';
import { createPlots, type Plots } from './plots.ts';
import { engineChoice, fillForm, tutorialOptions } from './settings.ts';
import { describeEngine, describeProgress } from './words.ts';

/** What the page is doing; in `document.body.dataset.state` too, for its style and its tests. */
type State = 'loading' | 'ready' | 'training' | 'sampling' | 'stopped' | 'done' | 'error';

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const form = element<HTMLFormElement>('controls');
const settings = element<HTMLFieldSetElement>('settings');
const start = element<HTMLButtonElement>('start');
const stop = element<HTMLButtonElement>('stop');
const bar = element<HTMLProgressElement>('progress');

let engine: Engine | undefined;
/** The run that is ready, under way, stopped or at its end. */
let run: { readonly tutorial: Tutorial; readonly plots: Plots } | undefined;
/** The plots in the page, which stay until others can take their place. */
let shown: Plots | undefined;
let stopping = new AbortController();
/** Tasks run one after another; this is the last of them. */
let tasks: Promise<void> = Promise.resolve();

fillForm(form);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  stopping = new AbortController();
  perform(go);
});
stop.addEventListener('click', () => stopping.abort());
element('reset').addEventListener('click', restart);
form.addEventListener('change', restart);
restart();

/** Ends what is under way and prepares a new run with what the form says. */
function restart(): void {
  stopping.abort();
  perform(prepare);
}

function perform(task: () => Promise<void>): void {
  tasks = tasks.then(task).catch(fail);
}

async function prepare(): Promise<void> {
  if (!form.reportValidity()) return;
  enter('loading', 'Preparing …');
  element('error').hidden = true;
  element('results').hidden = true;
  bar.value = 0;
  run?.tutorial.dispose();
  run = undefined;
  engine?.dispose();
  engine = undefined;
  const choice = engineChoice(form);
  element('engine').textContent = '';
  const opened = await createEngine(choice === 'auto' ? {} : { prefer: choice });
  engine = opened;
  element('engine').textContent = describeEngine(opened);
  const options = tutorialOptions(form);
  const tutorial = await startTutorial(opened, options);
  shown?.dispose();
  shown = createPlots(tutorial, options.steps);
  run = { tutorial, plots: shown };
  enter('ready', 'Ready.');
}

/** Runs to the end, or until it is stopped. */
async function go(): Promise<void> {
  if (!run) return;
  const { tutorial, plots } = run;
  const pacer = createPacer();
  const { signal } = stopping;
  try {
    const result = await tutorial.run(async (progress) => {
      const ended = progress.completed === progress.total;
      if (!ended && !pacer.due()) return;
      enter(progress.phase, describeProgress(progress));
      bar.value = progress.completed / progress.total;
      await pacer.draw(() => plots.show(progress));
    }, signal);
    finish(result);
  } catch (error) {
    if (error !== signal.reason) throw error;
    enter('stopped', `Stopped. ${element('status').textContent}`);
  }
}

function finish(result: TutorialResult): void {
  const summary = summarise(result);
  const note = document.createElement('p');
  note.className = 'note';
  note.textContent = tableNote;
  element('tables').replaceChildren(htmlTable(trainingTable(summary)), htmlTable(samplerTable(summary)), note);
  element('results').hidden = false;
  const { train, sample } = summary.seconds;
  enter('done', `Done: ${train.toFixed(1)} s of training, ${sample.toFixed(1)} s of sampling.`);
}

function fail(error: unknown): void {
  const box = element('error');
  box.textContent = error instanceof Error ? error.message : String(error);
  box.hidden = false;
  enter('error', 'Something went wrong; the reason is below. Change the settings, or reset.');
}

function enter(state: State, status: string): void {
  document.body.dataset.state = state;
  element('status').textContent = status;
  const busy = state === 'loading' || state === 'training' || state === 'sampling';
  settings.disabled = busy;
  start.textContent = state === 'stopped' ? 'Continue' : 'Start';
  start.disabled = state !== 'ready' && state !== 'stopped';
  stop.disabled = state !== 'training' && state !== 'sampling';
}
