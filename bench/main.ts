// `npm run bench`: the tutorial's training and sampling on every engine of this machine.
import { parseArgs } from 'node:util';
import { createCpuEngine, createEngine, type Engine } from '../src/index.ts';
import { measureInBrowser } from './browser.ts';
import { fmaPeak } from './fma_peak.ts';
import { type Report, table } from './report.ts';
import { measure } from './workloads.ts';

const help = `npm run bench -- [options]
  --engine cpu,webgpu,browser  what to measure, comma-separated (default: all three)
  --seconds N                  time of one repeat of one workload (default 2)
  --json                       print JSON instead of a table`;

const places: Record<string, (seconds: number) => Promise<Report>> = {
  cpu: (seconds) => inNode('CPU engine', createCpuEngine(), seconds, async () => 0),
  webgpu: async (seconds) => inNode('WebGPU in Node', await createEngine({ prefer: 'webgpu' }), seconds, fmaPeak),
  browser: measureInBrowser,
};

async function inNode(place: string, engine: Engine, seconds: number, peak: () => Promise<number>): Promise<Report> {
  try {
    return { place, adapter: engine.adapter.name, figures: await measure(engine, seconds), peak: await peak() };
  } finally {
    engine.dispose();
  }
}

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'cpu,webgpu,browser' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const wanted = values.engine.split(',');
const unknown = wanted.find((name) => !(name in places));
const seconds = Number(values.seconds);
if (values.help) console.log(help);
else if (unknown !== undefined || !(seconds > 0)) {
  console.error(unknown !== undefined ? `--engine: no engine ${JSON.stringify(unknown)}` : '--seconds must be above 0');
  process.exitCode = 2;
} else {
  const reports: Report[] = [];
  for (const name of wanted) {
    console.error(`measuring ${name} …`);
    try {
      reports.push(await places[name]!(seconds));
    } catch (error) {
      // One place that is not to be had does not lose the figures of the others.
      console.error(`${name}: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
  console.log(values.json ? JSON.stringify(reports, null, 2) : table(reports));
}
