// `npm run experiment -- NAME`: what the library can do, measured, as tables and pictures for the documentation.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureInference } from '../examples/sbi/run.ts';
import { createEngine, type Engine, type EngineKind, engineKinds } from '../src/index.ts';
import { digitClassesLearning, measureDigitClasses } from './digit_classes.ts';
import { digitsLearning, measureDigits } from './digits.ts';
import { measureSpread } from './ensemble.ts';
import { measureImputation } from './imputation.ts';
import { drawInpainting } from './inpainting.ts';
import { measureLikelihoods } from './likelihood.ts';
import { measureMeasurements } from './measurements.ts';
import { measureRecipes } from './recipe.ts';
import { measureSamplers } from './samplers.ts';
import { trainShipped } from './shipped.ts';
import { measureStream, type StreamOptions } from './stream.ts';
import { measureTargets, targetLearning } from './targets.ts';

const help = `npm run experiment -- recipe|ensemble|targets|likelihood|samplers|imputation|measurements|digits|classes|inpainting|stream|sbi|shipped [options]
  recipe                 what each ingredient of the improved recipe does for the tutorial's problem
  ensemble               what many networks know of the tutorial's score, and what not; writes ensemble.svg
  targets                how well a network learns each target of the plane; writes targets.svg
  likelihood             how likely a network finds draws of each target, beside what is exact
  samplers               how good samples are for how many evaluations, by method; writes samplers.svg
  imputation             how near draws with known coordinates come to the exact conditional distribution, by method
  measurements           how near samples given a measurement come to the exact posterior, by guidance and by weighted particles
  digits                 digits of 8 × 8 pixels, and whether they are memorised; writes digits.svg
  classes                digits of 8 × 8 and 16 × 16 pixels by class, and whether they are of it; writes digits_classes.svg
  inpainting             draws of one half of a digit given the other; writes inpainting.svg
  stream                 how fast samples of the tutorial's network are drawn and written, and in how much memory
  sbi                    how near learned posteriors of four tasks are to the exact ones; writes sbi_TASK.svg
  shipped                the network that comes with the lab; writes demo/lab/shipped/two_moons.safetensors
  --engine auto|${engineKinds.join('|')}
                         what computes (default auto: a GPU, else WebAssembly)
  --seeds N              of recipe, samplers, imputation and measurements: how many seeds (default 10, 5, 3 and 4)
  --only TEXT            only the recipes, targets or tasks whose name holds TEXT
  --networks N           of ensemble: how many (default 64)
  --steps N              training steps (default: 1000, 5000, 4000 and 4000; of sbi by the task)
  --batch N              of targets, digits, classes and sbi: rows of a step (default 1024, 512 and 256; of sbi by the task)
  --particles N          samples (default: 65536, 10000 and 2000; of classes 1000, of stream 100000000, of sbi 10000 for each
                         observation); points of likelihood (default 4096)
  --simulations N,N,…    of sbi: numbers of simulations to learn from (default 10000,30000)
  --observations N       of sbi: observations whose posteriors are compared (default 10)
  --calibration N        of sbi: simulations that calibration is measured on, 0 for none (default 500)
  --format parquet|npy|csv
                         of stream: what is written, to a file that is removed at the end (default parquet)
  --width N              of targets, digits, classes and sbi: units of each of the three layers (default 128, 256 and 256; of
                         sbi by the task)
  --out DIR              where pictures go (default docs/images)
The table goes to standard output, progress to standard error.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'auto' },
    seeds: { type: 'string' },
    networks: { type: 'string', default: '64' },
    only: { type: 'string', default: '' },
    steps: { type: 'string' },
    batch: { type: 'string' },
    particles: { type: 'string' },
    width: { type: 'string' },
    format: { type: 'string', default: 'parquet' },
    simulations: { type: 'string', default: '10000,30000' },
    observations: { type: 'string', default: '10' },
    calibration: { type: 'string', default: '500' },
    out: { type: 'string', default: 'docs/images' },
    help: { type: 'boolean', default: false },
  },
});

const { only } = values;
const tell = (line: string): void => console.error(line);

/** Counts from the command line, where it has them. */
function counts(): { steps?: number; batch?: number; particles?: number; hidden?: number[] } {
  const { steps, batch, particles, width } = values;
  return {
    ...(steps && { steps: Number(steps) }),
    ...(batch && { batch: Number(batch) }),
    ...(particles && { particles: Number(particles) }),
    ...(width && { hidden: Array<number>(3).fill(Number(width)) }),
  };
}

/** @throws Error unless it is a whole number of at least `least` */
function wholeNumber(option: string, given: string, least: number): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${option}: got ${given}, but it must be a whole number of at least ${least}`);
}

function streamFormat(): StreamOptions['format'] {
  const { format } = values;
  if (format === 'parquet' || format === 'npy' || format === 'csv') return format;
  throw new Error(`--format: got ${format}, but it must be parquet, npy or csv`);
}

function save(name: string, { table, picture }: { table: string; picture: string }): string {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, name), picture);
  return table;
}

const experiments: Readonly<Record<string, (engine: Engine) => Promise<string>>> = {
  recipe: (engine) =>
    measureRecipes(
      engine,
      { seeds: Number(values.seeds ?? 10), steps: 1000, particles: 65_536, only, ...counts() },
      tell,
    ),
  ensemble: async (engine) =>
    save(
      'ensemble.svg',
      await measureSpread(
        engine,
        { networks: Number(values.networks), steps: 1000, particles: 65_536, ...counts() },
        tell,
      ),
    ),
  targets: async (engine) =>
    save('targets.svg', await measureTargets(engine, { ...targetLearning, ...counts() }, { only, tell })),
  likelihood: (engine) =>
    measureLikelihoods(
      engine,
      { ...targetLearning, ...counts() },
      { only, heldOut: Number(values.particles ?? 4096), tell },
    ),
  samplers: async (engine) =>
    save(
      'samplers.svg',
      await measureSamplers(engine, { ...targetLearning, ...counts() }, { seeds: Number(values.seeds ?? 5), tell }),
    ),
  imputation: (engine) =>
    measureImputation(engine, { particles: 10_000, seeds: Number(values.seeds ?? 3), ...counts(), tell }),
  measurements: (engine) =>
    measureMeasurements(engine, { particles: 2000, seeds: Number(values.seeds ?? 4), ...counts(), tell }),
  shipped: async (engine) => {
    const file = 'demo/lab/shipped/two_moons.safetensors';
    writeFileSync(file, await trainShipped(engine));
    return file;
  },
  stream: (engine) => measureStream(engine, { particles: 1e8, steps: 1000, format: streamFormat(), ...counts() }, tell),
  sbi: async (engine) => {
    const { particles = 10_000, ...learning } = counts();
    const { table, pictures } = await measureInference(engine, {
      ...{ ...learning, only, draws: particles, tell },
      simulations: values.simulations.split(',').map((count) => wholeNumber('simulations', count, 10)),
      observations: wholeNumber('observations', values.observations, 1),
      calibration: wholeNumber('calibration', values.calibration, 0),
    });
    for (const [name, picture] of Object.entries(pictures)) save(name, { table, picture });
    return table;
  },
  inpainting: async (engine) =>
    save('inpainting.svg', await drawInpainting(engine, { ...digitsLearning, ...counts() }, tell)),
  digits: async (engine) => save('digits.svg', await measureDigits(engine, { ...digitsLearning, ...counts() }, tell)),
  classes: async (engine) =>
    save('digits_classes.svg', await measureDigitClasses(engine, { ...digitClassesLearning, ...counts() }, tell)),
};

const experiment = experiments[positionals[0] ?? ''];
if (values.help) console.log(help);
else if (!experiment || !['auto', ...engineKinds].includes(values.engine)) {
  console.error(help);
  process.exitCode = 2;
} else {
  const engine = await createEngine(values.engine === 'auto' ? {} : { prefer: values.engine as EngineKind });
  tell(`engine: ${engine.kind}, ${engine.adapter.name}`);
  try {
    console.log(await experiment(engine));
  } finally {
    engine.dispose();
  }
}
