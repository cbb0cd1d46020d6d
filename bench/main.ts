// `npm run bench`: workloads A to E, M and Q, on our engines and on request on peers, beside the limits of the adapter.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureInBrowser } from './browser.ts';
import { problems } from './gpu-machine/problems.ts';
import { measureInNode } from './node.ts';
import { markdown, type Report } from './report.ts';
import { roofline } from './roofline.ts';
import { peerNames, type Settings, settingsOf } from './settings.ts';

const help = `npm run bench -- [options]
  --engine NAME         the engine that is measured: webgpu (the default: Dawn in Node, on the best driver found), wasm, cpu
  --browser             in headless Chromium instead of Node
  --threads N,N         threads of the engine wasm (default: one a processor); others are compared with the first of several numbers
  --peers               jax-js, TensorFlow.js and ONNX Runtime Web beside it, with --engine webgpu on WebGPU as well as on WASM
  --peer NAME,NAME      some of them: ${peerNames.join(', ')}
  --only A,C            some of the workloads
  --seconds N           time of one repeat of one workload (default 1.5)
  --repeats N           repeats of each (default 5)
  --json                print JSON instead of Markdown
  --out FILE            write the JSON to a file as well
  --svg FILE            draw a roofline
  --with FILE,FILE      add the figures of reports (JSON) that were measured elsewhere or by other programs
  --problems FILE       measure nothing: write the workloads and their reference results for programs in other languages`;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'webgpu' },
    threads: { type: 'string' },
    browser: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    peer: { type: 'string' },
    only: { type: 'string', default: 'A,B,C,D,E,M,Q' },
    seconds: { type: 'string', default: '1.5' },
    repeats: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    svg: { type: 'string' },
    with: { type: 'string' },
    problems: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(help);
else if (values.problems !== undefined) writeFileSync(values.problems, JSON.stringify(await problems()));
else {
  const settings = settingsOf(values);
  if (typeof settings === 'string') {
    console.error(settings);
    process.exitCode = 2;
  } else await print(settings);
}

async function print(settings: Settings): Promise<void> {
  const say = (line: string) => console.error(line);
  const measured = values.browser ? await measureInBrowser(settings, say) : await measureInNode(settings, say);
  const report = withFigures(measured, values.with?.split(',') ?? []);
  const json = JSON.stringify(report, null, 2);
  if (values.out !== undefined) writeFileSync(values.out, `${json}\n`);
  if (values.svg !== undefined) writeFileSync(values.svg, roofline(report));
  // Dawn and the workers of peers would keep the process alive.
  process.stdout.write(`${values.json ? json : markdown(report)}\n`, () =>
    process.exit(report.failures.length > 0 ? 1 : 0),
  );
}

/** The report with the figures of others, workload by workload, ours first. */
function withFigures(report: Report, files: readonly string[]): Report {
  const others = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Pick<Report, 'figures' | 'failures'>);
  const figures = [...report.figures, ...others.flatMap(({ figures }) => figures)];
  const names = [...new Set(figures.map(({ workload }) => workload))];
  return {
    ...report,
    figures: names.flatMap((name) => figures.filter(({ workload }) => workload === name)),
    failures: [...report.failures, ...others.flatMap(({ failures }) => failures)],
  };
}
