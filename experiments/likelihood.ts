// How likely networks find draws of the targets that they were not trained on, beside what is exact.
import { markdownTable } from '../bench/markdown_table.ts';
import { type Engine, isDistribution, logDensity, type Points, targetNamed, targetNames } from '../src/index.ts';
import { meanOfLosses } from '../src/judging/denoising_loss.ts';
import { heldOutPoints } from '../src/judging/likelihood.ts';
import { type Learning, learn } from './learn.ts';

/** Draws that a network learns from. */
const draws = 200_000;

/** @returns the table */
export async function measureLikelihoods(
  engine: Engine,
  learning: Learning,
  { only, heldOut, tell }: { readonly only: string; readonly heldOut: number; readonly tell: (line: string) => void },
): Promise<string> {
  const sigma = learning.noise.levels.at(-1)!;
  const rows: string[][] = [];
  for (const name of targetNames) {
    const target = targetNamed(name);
    if (target.dimension > 16 || !name.includes(only)) continue;
    tell(name);
    const data = target.sample(draws, { seed: learning.seed });
    const score = await learn(engine, data, learning, tell);
    const points = heldOutPoints({ target: name, dimension: target.dimension }, heldOut);
    const { nats } = await logDensity(engine, { score, points });
    const model = nats.map((value) => -value);
    const exact = isDistribution(target) ? exactOf(points, target.perturbed(sigma).pdf) : undefined;
    rows.push([
      name,
      isDistribution(target) ? target.entropy().toFixed(3) : '',
      exact ? meanOfLosses(exact).mean.toFixed(3) : '',
      inWords(model),
      exact ? inWords(model.map((value, i) => value - exact[i]!)) : '',
    ]);
    tell(rows.at(-1)!.join('   '));
  }
  return markdownTable(
    ['target', 'entropy', `exact, with noise of σ = ${sigma}`, 'network', 'lost by the network'],
    rows,
  );
}

/** −ln p of every point. */
function exactOf({ values, shape: [count, dimension] }: Points, pdf: (point: Float64Array) => number): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, i) => -Math.log(pdf(Float64Array.from(values.subarray(i * dimension, (i + 1) * dimension)))),
  );
}

function inWords(losses: Float64Array): string {
  const { mean, error } = meanOfLosses(losses);
  return `${mean.toFixed(3)} ± ${error.toFixed(3)}`;
}
