import { describe, expect, test } from 'vitest';
import { floor } from '../../src/diagnostics/index.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { planSampling } from '../../src/engines/plan/sampling.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { totalOf } from '../../src/samplers/program.ts';
import { exactDensity, exactScore, finalRange, learnedScore, recoveredDensity } from '../../src/tutorial/curves.ts';
import { startTutorial, type TutorialProgress } from '../../src/tutorial/experiment.ts';
import { histogram } from '../../src/tutorial/histogram.ts';
import { exactPositive, floorOf, leastLoss, measure } from '../../src/tutorial/measures.ts';
import { count, percent, significant } from '../../src/tutorial/numbers.ts';
import { decode, encode, reportData } from '../../src/tutorial/report_data.ts';
import {
  defaults,
  drawData,
  finalTarget,
  frameInterval,
  grid,
  noise,
  samplerOptions,
  smallestSigma,
  target,
} from '../../src/tutorial/settings.ts';
import { shortest, summarise } from '../../src/tutorial/summary.ts';
import { samplerTable, trainingTable } from '../../src/tutorial/tables.ts';

const options = { ...defaults, steps: 20, particles: 64 };
const engine = createCpuEngine();
const network = mlp({ dimension: 1, hidden: [64] });
const modelOf = (seed: number): Model => ({
  kind: 'network',
  ...{ network, noise, parameters: initialParameters(network, seed) },
});

describe('the settings are those of the tutorial', () => {
  test('data, grid and noise levels', () => {
    expect(drawData(defaults).shape).toEqual([1024, 1]);
    expect([grid.values[0], grid.values.at(-1), grid.values.length]).toEqual([-10, 10, 200]);
    expect(noise.levels).toHaveLength(16);
    expect([noise.levels[0], noise.levels.at(-1)]).toEqual([2, smallestSigma]);
  });

  test('the sampling run of its loop: 799 steps of 0.0125', () => {
    const model = modelOf(1);
    const { program, particles } = planSampling(samplerOptions('tutorial', defaults, model));
    const counts = program.stages.map(({ count }) => count);
    expect(counts).toHaveLength(16);
    expect([particles, counts[0], counts[1], counts[14], counts[15]]).toEqual([256, 49, 51, 51, 36]);
    expect(totalOf(program)).toBe(799);
    expect(new Set(program.stages.map(({ b }) => b))).toEqual(new Set([10 / 16 / 50]));
  });

  test('the annealed sampling run: 100 steps a level, of sizes that follow σ²; that of the oracle is alike', () => {
    const model = modelOf(1);
    const annealed = samplerOptions('annealed', defaults, model);
    const oracle = samplerOptions('oracle', defaults);
    expect(annealed.score).toBe(model);
    expect(oracle.score).toBe(target);
    const { stages } = planSampling(annealed).program;
    expect(stages.map(({ count }) => count)).toEqual(Array(16).fill(100));
    expect(stages.map(({ sigma }) => sigma)).toEqual(noise.levels);
    expect(stages[0]!.b).toBeCloseTo(0.0125 * 16, 12);
    expect(stages.at(-1)!.b).toBeCloseTo(0.0125, 12);
    expect(planSampling(oracle).program.stages).toEqual(stages);
  });

  test('126 frames of 1000 steps, and never more than 251', () => {
    expect(1000 / frameInterval(1000) + 1).toBe(126);
    for (const steps of [1, 1999, 2001, 12_345, 1_000_000]) {
      expect(Math.ceil(steps / frameInterval(steps)) + 1).toBeLessThanOrEqual(251);
    }
  });
});

describe('measures', () => {
  test('the optimum of the loss, and P(x > 0) at the last level', () => {
    expect(leastLoss).toBeCloseTo(0.2902, 4);
    // By the rectangle rule over the grid, which is fine enough for three digits.
    const mass = Array.from(grid.values, (x) => (x > 0 ? finalTarget.pdf(x) : 0)).reduce((sum, p) => sum + p, 0);
    expect(exactPositive).toBeCloseTo((mass * 20) / 199, 2);
  });

  test('draws from p_σL are close to it, draws from p farther', () => {
    const near = measure(finalTarget.sample(4096, { seed: 1 }));
    const far = measure(target.sample(4096, { seed: 1 }));
    expect(near.particles).toBe(4096);
    expect(near.ks).toBeLessThan(0.03);
    expect(far.w1).toBeGreaterThan(near.w1);
  });
});

describe('the floor', () => {
  test('of many draws is what as many draws show, though fewer are drawn', () => {
    const direct = floor(finalTarget, 32_768);
    const scaled = floorOf(32_768);
    // The mean over eight sets of draws scatters by a third of its value over √8: two of these deviations.
    expect(Math.abs(scaled.ks / direct.ks - 1)).toBeLessThan(0.25);
    expect(Math.abs(scaled.w1 / direct.w1 - 1)).toBeLessThan(0.25);
  });
});

describe('curves', () => {
  test('the density recovered from the exact score is the exact one', () => {
    const recovered = Array.from(recoveredDensity(exactScore(smallestSigma)));
    const exact = Array.from(exactDensity(smallestSigma));
    // The running sum is a rectangle rule: its error is of the order of the spacing, 0.1, times the density.
    recovered.forEach((value, i) => void expect(Math.abs(value - exact[i]!)).toBeLessThan(0.03));
  });

  test('the learned score is that of the engine', async () => {
    const score = modelOf(3);
    const { values } = await engine.score({ score, points: grid, sigma: 0.7 });
    expect(Array.from(learnedScore(score, 0.7))).toEqual(Array.from(values));
  });

  test('99.9 % of the noisy data lie in the range that the plots shade', () => {
    const [from, to] = finalRange;
    expect(finalTarget.cdf(to) - finalTarget.cdf(from)).toBeCloseTo(0.999, 3);
  });
});

describe('histogram', () => {
  test('is a density over all values, those outside counted too', () => {
    const { centres, density, outside } = histogram([0.1, 0.2, 0.9, 1, 5, -1], { from: 0, to: 1, bins: 2 });
    expect(centres).toEqual([0.25, 0.75]);
    expect(density[0]).toBeCloseTo(2 / 6 / 0.5, 12);
    expect(density[1]).toBeCloseTo(1 / 6 / 0.5, 12);
    expect(outside).toBe(3);
  });

  test('of nothing is empty', () => {
    expect(histogram([], { from: 0, to: 1, bins: 2 }).density).toEqual([0, 0]);
  });
});

describe('the experiment', () => {
  async function runWith(stops: number): Promise<ReturnType<typeof strip>> {
    const tutorial = await startTutorial(engine, options);
    let left = stops;
    for (;;) {
      const controller = new AbortController();
      let events = 0;
      try {
        const result = await tutorial.run(() => {
          // Some way into each call, so that the stops fall into the training and into every sampling run.
          if (left > 0 && ++events === 2 + 97 * (stops - left)) {
            left--;
            controller.abort(new Error('stop'));
          }
        }, controller.signal);
        tutorial.dispose();
        return strip(result);
      } catch (error) {
        expect(error).toBe(controller.signal.reason);
      }
    }
  }
  const strip = ({ seconds: _, ...rest }: Awaited<ReturnType<Awaited<ReturnType<typeof startTutorial>>['run']>>) =>
    rest;

  test('keeps frames, trajectories and losses', async () => {
    const result = await runWith(0);
    expect(result.frames.map(({ step }) => step)).toEqual([0, 8, 16, 20]);
    expect(result.frames.at(-1)!.parameters).toEqual(result.model.parameters);
    expect(result.losses).toHaveLength(20);
    expect(result.gradient.some((value) => value !== 0)).toBe(true);
    expect(result.trajectories).toHaveLength(800);
    expect(result.trajectories.at(-1)).toEqual(result.samplers.tutorial.samples.values);
    expect(result.samplers.oracle.measures.particles).toBe(64);
  });

  test('comes to the same end however often it is stopped', async () => {
    expect(await runWith(4)).toEqual(await runWith(0));
  });

  test('reports the training, then each sampling run, up to its end', async () => {
    const ends: string[] = [];
    const tutorial = await startTutorial(engine, options);
    await tutorial.run((progress: TutorialProgress) => {
      if (progress.completed === progress.total)
        ends.push(progress.phase === 'training' ? 'training' : progress.sampler);
    });
    expect(ends).toEqual(['training', 'tutorial', 'annealed', 'oracle']);
  });

  test('summary, tables and report agree', async () => {
    const tutorial = await startTutorial(engine, options);
    const result = await tutorial.run();
    const summary = summarise(result);
    expect(summary.losses).toHaveLength(20);
    expect(Float32Array.from(summary.losses)).toEqual(result.losses);
    expect(summary.loss.first).toBe(summary.losses[0]);
    expect(trainingTable(summary).rows[1]![1]).toBe(summary.loss.last100.toFixed(4));
    expect(samplerTable(summary).rows.map(([name]) => name)).toEqual([
      'tutorial',
      'annealed',
      'oracle',
      'exact p at σ = 0.5',
    ]);

    const data = reportData(result);
    const text = encode(data);
    expect(text).not.toContain('<');
    expect(decode(text)).toEqual(data);
  });

  test('refuses more particles than there can be before it trains', async () => {
    await expect(startTutorial(engine, { ...options, particles: 0 })).rejects.toThrow('particles');
  });
});

describe('data in a page', () => {
  test('cannot end their script element', async () => {
    const tutorial = await startTutorial({ ...engine, adapter: { ...engine.adapter, name: '</script><!--' } }, options);
    const data = reportData(await tutorial.run());
    expect(encode(data)).not.toContain('<');
    expect(decode(encode(data)).summary.adapter.name).toBe('</script><!--');
  });
});

describe('numbers', () => {
  test('are written without powers of ten', () => {
    expect(significant(0.00701)).toBe('0.0070');
    expect(significant(0.000012)).toBe('0.000012');
    expect(significant(123)).toBe('120');
    expect(percent(0.1026)).toBe('10.3 %');
    expect(count(16384)).toBe('16,384');
  });

  test('of float32 in as few digits as tell them apart', () => {
    expect(shortest(Math.fround(0.1))).toBe(0.100000001);
    for (const value of [0.1, 1 / 3, 123456.789, 1e-30].map(Math.fround))
      expect(Math.fround(shortest(value))).toBe(value);
  });
});
