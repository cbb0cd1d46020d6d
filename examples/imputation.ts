// Fills the gaps of a table: a network learns what rows look like, and missing cells are drawn given the others of their row.
// `node examples/imputation.ts` in a project that has scorefield (Node 22.18 or later), or here after `npm run build`.
import {
  adam,
  cosine,
  createEngine,
  deviationOf,
  gaussianMixture,
  geometric,
  karras,
  mlp,
  points,
  repaint,
} from 'scorefield';

/** Steps of the training. */
const steps = Number(process.env.STEPS ?? 4000);

// Rows (time, height, speed) of balls that were thrown up at some speed: height = speed·time − 4.9·time², measured to 0.1 m.
const rows = 4096;
const normals = gaussianMixture({ weights: [1], means: [[0, 0, 0]], deviations: [1] }).sample(rows, { seed: 1 }).values;
const table = new Float64Array(3 * rows);
for (let at = 0; at < table.length; at += 3) {
  const [time, speed] = [1 + 0.3 * normals[at]!, 12 + 2 * normals[at + 1]!];
  table.set([time, speed * time - 4.9 * time ** 2 + 0.1 * normals[at + 2]!, speed], at);
}

const engine = await createEngine();

// A network learns the distribution of whole rows.
const data = points(table, 3);
const trainer = await engine.trainer({
  data,
  standardise: 'columns',
  network: mlp({ dimension: 3, hidden: [64, 64, 64], activation: 'silu', output: { edm: 1 } }),
  noise: geometric({ from: 5, to: 0.02, levels: 10 }),
  noisePerRow: 'log-uniform',
  batch: 512,
  optimizer: adam({ learningRate: cosine({ from: 0.003, steps }) }),
  averaging: { decay: 0.99 },
  seed: 1,
});
for await (const { step, loss } of trainer.run({ steps, reportEvery: Math.ceil(steps / 4) }))
  console.log(`step ${step}, loss ${loss.toFixed(3)}`);
const model = await trainer.model();

// Rows with gaps, NaN. Of the second, two throws explain what is seen.
const gaps = [
  [1, Number.NaN, 12],
  [Number.NaN, 5, 12],
  [0.5, Number.NaN, Number.NaN],
];

// Each row is filled a hundred times: particles of the same known coordinates.
const draws = 100;
const given = Float64Array.from(gaps.flatMap((row) => Array<number[]>(draws).fill(row).flat()));
const sampler = await engine.sampler({
  score: model,
  method: repaint({ resamplings: 20 }),
  noise: karras({ from: 5, to: 0.02, levels: 32 }),
  particles: draws * gaps.length,
  seed: 2,
  known: {
    mask: Uint8Array.from(given, (value) => (Number.isNaN(value) ? 0 : 1)),
    values: { values: given, shape: [draws * gaps.length, 3] },
  },
});
for await (const _ of sampler.run());
const { values } = await sampler.samples();

gaps.forEach((row, i) => {
  const filled = row.map((value, j) => {
    if (!Number.isNaN(value)) return String(value);
    const drawn = Float64Array.from({ length: draws }, (_, draw) => values[3 * (draws * i + draw) + j]!);
    const mean = drawn.reduce((sum, each) => sum + each, 0) / draws;
    return `${mean.toFixed(2)} ± ${deviationOf(points(drawn)).toFixed(2)}`;
  });
  console.log(`time ${filled[0]} s, height ${filled[1]} m, speed ${filled[2]} m/s`);
});
engine.dispose();
