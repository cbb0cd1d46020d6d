import { type Program, type Stage, stage } from '../samplers/program.ts';

/**
 * Heun's method on the probability flow dx/du = −σ²·s(x, σ), u = ln σ, through noise levels in the order given, upwards or
 * downwards: second order, two evaluations a step. In u the flow varies over about 1 wherever data have some scale, so that equal steps
 * in u, those of a geometric ladder, suit all data.
 */
export function heunThrough(sigmas: readonly number[]): Program {
  const stages = sigmas.slice(0, -1).flatMap((sigma, level): Stage[] => {
    const next = sigmas[level + 1]!;
    const half = Math.log(next / sigma) / 2;
    return [
      // Euler's step; m keeps minus half of it.
      stage({ sigma, level, b: -2 * half * sigma ** 2, f: half * sigma ** 2 }),
      // Half of the first slope is taken back, and half of the slope at the next level takes its place.
      stage({ sigma: next, level, b: -half * next ** 2, c: 1 }),
    ];
  });
  return { stages, end: sigmas.at(-1)! };
}

// Of Carpenter and Kennedy (1994, NASA TM-109112, section 4.2): Δ ← A·Δ + h·f, y ← y + B·Δ at the nodes C, as [A, B, C].
const scheme = [
  [0, 1432997174477 / 9575080441755, 0],
  [-567301805773 / 1357537059087, 5161836677717 / 13612068292357, 1432997174477 / 9575080441755],
  [-2404267990393 / 2016746695238, 1720146321549 / 2090206949498, 2526269341429 / 6820363962896],
  [-3550918686646 / 2091501179385, 3134564353537 / 4481467310338, 2006345519317 / 3224310063776],
  [-1275806237668 / 842570457699, 2277821191437 / 14882151754819, 2802321613138 / 2924317926251],
] as const;

/**
 * A Runge–Kutta method on the same flow that needs no more than one memory: fourth order, five evaluations a step. The memory keeps
 * the y before, of which Δ = (y − y_before)/B_before.
 */
export function rungeKuttaThrough(sigmas: readonly number[]): Program {
  const stages = sigmas.slice(0, -1).flatMap((sigma, level): Stage[] => {
    const h = Math.log(sigmas[level + 1]! / sigma);
    return scheme.map(([a, b, node], i) => {
      const at = sigma * Math.exp(node * h);
      const kept = i === 0 ? 0 : (b * a) / scheme[i - 1]![1];
      return stage({ sigma: at, level, a: 1 + kept, b: -b * h * at ** 2, c: -kept, ...(i < 4 && { e: 1 }) });
    });
  });
  return { stages, end: sigmas.at(-1)! };
}
