// Draws points given a measurement: a network learns two moons, and then only the sum of the coordinates is measured.
// `node examples/measurements.ts` in a project that has scorefield (Node 22.18 or later), or here after `npm run build`.
import {
  adam,
  ancestral,
  cosine,
  createEngine,
  karras,
  type LinearMeasurement,
  measured,
  mlp,
  type Points,
  samplePosterior,
  twoMoons,
} from 'scorefield';

/** Steps of the training. */
const steps = Number(process.env.STEPS ?? 4000);
/** Particles of a draw. */
const particles = Number(process.env.PARTICLES ?? 4000);

const engine = await createEngine();

// A network learns where points are.
const moons = twoMoons();
const trainer = await engine.trainer({
  data: moons.sample(8192, { seed: 1 }),
  network: mlp({
    dimension: 2,
    hidden: [64, 64, 64],
    activation: 'silu',
    conditioning: 'log-sigma',
    output: { edm: 1.5 },
  }),
  noise: karras({ from: 10, to: 0.02, levels: 100 }),
  noisePerRow: 'log-uniform',
  batch: 512,
  optimizer: adam({ learningRate: cosine({ from: 0.003, steps }) }),
  averaging: { decay: 0.99 },
  seed: 1,
});
for await (const { step, loss } of trainer.run({ steps, reportEvery: Math.ceil(steps / 4) }))
  console.log(`step ${step}, loss ${loss.toFixed(3)}`);
const model = await trainer.model();

// The sum of the coordinates was measured as 1.2, to 0.3: y = A·x + noise. Both moons have such points, at several places.
const measurement: LinearMeasurement = { matrix: [[1, 1]], values: [1.2], deviation: 0.3 };

// Guidance leads particles towards the measurement, by any sampler; how many come to each place is not exact.
const sampler = await engine.sampler({
  score: measured(model, measurement),
  method: ancestral(),
  particles,
  seed: 2,
});
for await (const _ of sampler.run());
print('guidance', await sampler.samples());

// Weighted particles are the exact posterior of what the network knows, in the limit of many.
const { points, effectiveSizes, logEvidence } = await samplePosterior(engine, {
  score: model,
  measurement,
  particles,
  seed: 2,
});
print('posterior', points);
console.log(`effective particles: at least ${Math.round(Math.min(...effectiveSizes))} of ${particles}`);

// What the density of the moons says, by a sum over the cells of a grid.
let [evidence, low] = [0, 0];
const side = 0.05;
for (let i = 0; i < 200; i++) {
  for (let k = 0; k < 200; k++) {
    const [x, y] = [(i + 0.5) * side - 5, (k + 0.5) * side - 5];
    const likelihood = Math.exp(-0.5 * ((1.2 - x - y) / 0.3) ** 2) / (0.3 * Math.sqrt(2 * Math.PI));
    const mass = side ** 2 * moons.pdf([x, y]) * likelihood;
    evidence += mass;
    if (y < 0) low += mass;
  }
}
console.log(`exact: ${percent(low / evidence)} have y < 0`);
console.log(`log evidence ${logEvidence.toFixed(2)}, exact ${Math.log(evidence).toFixed(2)}`);
engine.dispose();

function print(name: string, { values, shape: [count] }: Points): void {
  let low = 0;
  for (let p = 0; p < count; p++) if (values[2 * p + 1]! < 0) low++;
  console.log(`${name}: ${percent(low / count)} have y < 0`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
