// How likely points are by a trained network: a held-out likelihood, points that do not belong, and ways between points.
// `node examples/likelihood.ts` in a project that has scorefield (Node 22.18 or later), or here after `npm run build`.
import {
  adam,
  cosine,
  createEngine,
  deviationOf,
  geometric,
  interpolate,
  logDensity,
  mlp,
  points,
  twoMoons,
} from 'scorefield';

/** Steps of the training. */
const steps = Number(process.env.STEPS ?? 3000);

const engine = await createEngine();

// A network learns two moons.
const target = twoMoons();
const data = target.sample(20_000, { seed: 1 });
const trainer = await engine.trainer({
  data,
  network: mlp({
    dimension: 2,
    hidden: [64, 64],
    activation: 'silu',
    conditioning: { fourier: 4 },
    output: { edm: deviationOf(data) },
  }),
  // The largest level is well above the spread of the data, so that a normal stands for them there.
  noise: geometric({ from: 20, to: 0.02, levels: 10 }),
  noisePerRow: 'log-uniform',
  batch: 512,
  optimizer: adam({ learningRate: cosine({ from: 0.01, steps, warmup: 50 }), beta2: 0.99 }),
  averaging: { decay: 0.99 },
  seed: 1,
});
for await (const { step, loss } of trainer.run({ steps, reportEvery: Math.ceil(steps / 3) }))
  console.log(`step ${step}, loss ${loss.toFixed(3)}`);
const model = await trainer.model();

// Draws that it was not trained on: the mean of −ln p, and what the target itself says of the same points.
const heldOut = target.sample(1000, { seed: 2 });
const { nats, bitsPerDimension } = await logDensity(engine, { score: model, points: heldOut });
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x / values.length, 0);
const noisy = target.perturbed(0.02);
const exact = Array.from(nats, (_, i) => Math.log(noisy.pdf(heldOut.values.subarray(2 * i, 2 * i + 2))));
console.log(`network: ${(-mean(nats)).toFixed(3)} nats, ${mean(bitsPerDimension).toFixed(3)} bits a dimension`);
console.log(`target: ${(-mean(exact)).toFixed(3)} nats`);

// A point that does not belong is far less likely than nearly all that do.
const belongs = Float64Array.from(nats).sort();
const far = await logDensity(engine, { score: model, points: points([3, 3], 2) });
console.log(
  `of 1000 draws, the least likely has ln p = ${belongs[0]!.toFixed(1)}; (3, 3) has ${far.nats[0]!.toFixed(1)}`,
);

// From one draw to another, through the latents of the probability flow.
const way = await interpolate(engine, {
  score: model,
  from: points(heldOut.values.subarray(0, 2), 2),
  to: points(heldOut.values.subarray(16, 18), 2),
  fractions: [0, 0.25, 0.5, 0.75, 1],
});
for (let i = 0; i < 5; i++)
  console.log(Array.from(way.values.subarray(2 * i, 2 * i + 2), (x) => x.toFixed(2)).join(', '));

engine.dispose();
