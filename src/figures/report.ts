// The report page: draws what is embedded in it. Bundled to one classic script, because pages opened from disk cannot
// load modules.
import uPlotStyle from 'uplot/dist/uPlot.min.css?inline';
import { count } from '../tutorial/numbers.ts';
import { decode, type ReportData } from '../tutorial/report_data.ts';
import { samplerTable, tableNote, trainingTable } from '../tutorial/tables.ts';
import { htmlTable } from './html_table.ts';
import { reportFigures } from './report_figures.ts';
import style from './style.css?inline';

const embedded = document.getElementById('report-data');
if (!embedded?.textContent) throw new Error('report: the page holds no element #report-data with the data to draw');
draw(decode(embedded.textContent));

function draw(data: ReportData): void {
  // Not an element, which the policy of the page would have to allow.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(uPlotStyle + style);
  document.adoptedStyleSheets.push(sheet);
  const { summary } = data;
  const main = document.querySelector('main')!;
  main.append(
    paragraph('lead', lead(summary)),
    htmlTable(trainingTable(summary)),
    htmlTable(samplerTable(summary)),
    paragraph('note', tableNote),
  );
  // Each in the page before it is drawn: plots take the width they find.
  for (const { element } of reportFigures(data)) main.append(element);
  document.body.dataset.state = 'done';
}

function lead({ engine, adapter, seed, steps, noise, recipe, seconds }: ReportData['summary']): string {
  const places = {
    webgpu: `WebGPU on ${adapter.name} (${adapter.type})`,
    wasm: adapter.name,
    cpu: 'the reference in TypeScript',
  };
  return (
    `A noise conditional score network (Song and Ermon 2019), trained on a mixture of two normals and sampled by annealed Langevin dynamics. ` +
    `${count(steps)} steps${recipe === 'tutorial' ? '' : ` by the ${recipe} recipe`} with ${noise} noise and seed ${seed}, on ${places[engine]}: ${seconds.train.toFixed(1)} s of training, ${seconds.sample.toFixed(1)} s of sampling.`
  );
}

function paragraph(className: string, text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = className;
  element.textContent = text;
  return element;
}
