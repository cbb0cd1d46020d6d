import { expect, test } from 'vitest';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { annealedLangevin, constant } from '../../src/samplers/index.ts';
import { collect } from '../engine_suite/fixtures.ts';
import { countedEngine } from './accounting.ts';

// In lanes and in planes.
test.each([[[16]], [[9, 5]]])(
  'a network of hidden layers %j is compiled once, whatever its data and settings',
  async (hidden) => {
    const { engine, pipelines } = await countedEngine();
    const use = async (scale: number, power: number): Promise<number> => {
      const data = points(
        Float32Array.from({ length: 200 }, (_, i) => scale * Math.sin(1.3 * i)),
        2,
      );
      const noise = geometric({ from: 2 * scale, to: 0.1 * scale, levels: 4 });
      const network = mlp({ dimension: 2, hidden, output: { edm: scale } });
      using trainer = await engine.trainer({
        ...{ data, network, noise, weighting: power },
        noisePerRow: { logNormal: { mean: Math.log(scale), deviation: 0.3 * power } },
      });
      await collect(trainer.run({ steps: 3 }));
      const score = await trainer.model();
      await engine.score({ score, points: data, sigma: scale });
      using sampler = await engine.sampler({
        score,
        particles: 9,
        method: annealedLangevin({ perLevel: 2, size: constant({ size: 1e-3 }) }),
      });
      await collect(sampler.run());
      return pipelines();
    };
    const once = await use(1, 2.5);
    expect(once).toBeGreaterThan(3);
    expect(await use(7.25, 3)).toBe(once);
    engine.dispose();
  },
);
