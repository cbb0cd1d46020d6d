// One network for many distributions: three shapes by their labels, with and without guidance, and a distribution that depends on a
// number. `node examples/conditional.ts` in a project that has scorefield (Node 22.18 or later), or here after `npm run build`.
import {
  adam,
  conditional,
  cosine,
  createEngine,
  deviationOf,
  gaussianMixture,
  geometric,
  guided,
  heun,
  karras,
  mlp,
  points,
  rings,
  type Score,
  sampleFloor,
  slicedWasserstein,
  twoMoons,
  twoSpirals,
} from 'scorefield';

/** Steps of a training. */
const steps = Number(process.env.STEPS ?? 6000);
const recipe = {
  noise: geometric({ from: 20, to: 0.02, levels: 12 }),
  noisePerRow: 'log-uniform',
  batch: 512,
  optimizer: adam({ learningRate: cosine({ from: 0.003, steps }) }),
  averaging: { decay: 0.995 },
  seed: 1,
} as const;
const engine = await createEngine();

async function draw(score: Score, particles: number) {
  const noise = karras({ from: 20, to: 0.02, levels: 28 });
  using sampler = await engine.sampler({ score, noise, method: heun(), particles, seed: 2 });
  for await (const _ of sampler.run());
  return await sampler.samples();
}

// Classes: the points of three shapes, each with the number of its label.
const shapes = { moons: twoMoons(), rings: rings(), spirals: twoSpirals() };
const labels = Object.keys(shapes);
const each = 4000;
const data = Object.values(shapes).flatMap((shape, k) => [...shape.sample(each, { seed: 10 + k }).values]);
using trainer = await engine.trainer({
  ...recipe,
  data: points(data, 2),
  context: Array.from({ length: 3 * each }, (_, i) => Math.floor(i / each)),
  contextColumns: { labels },
  // What guidance needs: now and then a row is learned without its label.
  contextDropout: 0.1,
  network: mlp({
    ...{ dimension: 2, hidden: [64, 64, 64], activation: 'silu', context: { classes: 3 } },
    ...{ conditioning: { fourier: 4 }, output: { edm: deviationOf(points(data, 2)) } },
  }),
});
for await (const _ of trainer.run({ steps }));
const model = await trainer.model();

for (const [label, shape] of Object.entries(shapes)) {
  const floor = sampleFloor(shape, { samples: 2000, repeats: 4 }, slicedWasserstein);
  const reference = shape.sample(2000, { seed: 3 });
  const distance = async (score: Score) => slicedWasserstein(await draw(score, 2000), reference).toFixed(3);
  const plain = await distance(conditional(model, label));
  const more = await distance(guided(model, { context: label, weight: 2 }));
  console.log(`${label}: W2 ${plain}, guided ${more}, perfect draws ${floor.mean.toFixed(3)}`);
}

// Numbers: how high balls are t seconds after they were thrown up at 12 ± 2 m/s.
const throws = 8192;
const normals = gaussianMixture({ weights: [1], means: [[0, 0]], deviations: [1] }).sample(throws, { seed: 4 }).values;
const seconds = Float64Array.from({ length: throws }, (_, i) => 1 + 0.35 * normals[2 * i]!);
const heights = seconds.map((t, i) => (12 + 2 * normals[2 * i + 1]!) * t - 4.9 * t * t);
using second = await engine.trainer({
  ...recipe,
  data: points(heights),
  context: points(seconds),
  contextDropout: 0,
  standardise: 'columns',
  network: mlp({
    ...{ dimension: 1, hidden: [64, 64], activation: 'silu', context: 1 },
    ...{ conditioning: { fourier: 4 }, output: { edm: 1 } },
  }),
});
for await (const _ of second.run({ steps }));
const ball = await second.model();

// One context for each particle: a thousand of each time.
const times = [0.5, 1, 1.5];
const drawn = await draw(conditional(ball, points(times.flatMap((t) => Array<number>(1000).fill(t)))), 3000);
for (const [i, t] of times.entries()) {
  const own = points(drawn.values.slice(1000 * i, 1000 * (i + 1)));
  const mean = own.values.reduce((sum, value) => sum + value, 0) / 1000;
  const exact = `${(12 * t - 4.9 * t * t).toFixed(2)} ± ${(2 * t).toFixed(2)}`;
  console.log(`after ${t} s: ${mean.toFixed(2)} ± ${deviationOf(own).toFixed(2)} m, exactly ${exact} m`);
}
engine.dispose();
