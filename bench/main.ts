// `npm run bench`: workloads A to E, on our engines and on request on peers, beside the limits of the adapter.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureInBrowser } from './browser.ts';
import { measureInNode } from './node.ts';
import { markdown } from './report.ts';
import { roofline } from './roofline.ts';
import { settingsOf } from './settings.ts';

const help = `npm run bench -- [options]
  --engine webgpu|cpu   the engine that is measured (default webgpu: Dawn in Node, on the best driver found)
  --browser             in headless Chromium instead of Node
  --peers               jax-js and TensorFlow.js beside it, on WebGPU and on WASM
  --only A,C            some of the workloads
  --seconds N           time of one repeat of one workload (default 1.5)
  --repeats N           repeats of each (default 5)
  --json                print JSON instead of Markdown
  --out FILE            write the JSON to a file as well
  --svg FILE            draw a roofline`;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'webgpu' },
    browser: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    only: { type: 'string', default: 'A,B,C,D,E' },
    seconds: { type: 'string', default: '1.5' },
    repeats: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    svg: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(help);
else {
  const settings = settingsOf(values);
  if (typeof settings === 'string') {
    console.error(settings);
    process.exitCode = 2;
  } else {
    const say = (line: string) => console.error(line);
    const report = values.browser ? await measureInBrowser(settings, say) : await measureInNode(settings, say);
    const json = JSON.stringify(report, null, 2);
    if (values.out !== undefined) writeFileSync(values.out, `${json}\n`);
    if (values.svg !== undefined) writeFileSync(values.svg, roofline(report));
    console.log(values.json ? json : markdown(report));
    if (report.failures.length > 0) process.exitCode = 1;
    // Dawn and the workers of peers would keep the process alive.
    process.exit();
  }
}
