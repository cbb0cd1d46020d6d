import { type Arc, type CurveDistribution, curveDistribution } from './curve.ts';

// Shapes, scales and noise as in FFJORD (Grathwohl et al. 2019, lib/toy_data.py), which takes several from scikit-learn.
// Where those put points at even distances along a curve, here each is drawn: samples are independent of one another.

/** t = 1.5π(1 + 2u), (t·cos t, t·sin t) with noise of deviation 1, divided by 5: "swissroll". */
export function swissRoll(): CurveDistribution {
  const at: Arc['at'] = (u) => {
    const t = 1.5 * Math.PI * (1 + 2 * u);
    return [(t * Math.cos(t)) / 5, (t * Math.sin(t)) / 5];
  };
  return curveDistribution([{ weight: 1, at }], 1 / 5);
}

/**
 * The half circles (cos t, sin t) and (1 − cos t, ½ − sin t), t in [0, π], with noise of deviation 0.1, doubled, and
 * shifted by (−1, −0.2): "moons".
 */
export function twoMoons(): CurveDistribution {
  const upper: Arc['at'] = (u) => [2 * Math.cos(Math.PI * u) - 1, 2 * Math.sin(Math.PI * u) - 0.2];
  const lower: Arc['at'] = (u) => [2 * (1 - Math.cos(Math.PI * u)) - 1, 2 * (0.5 - Math.sin(Math.PI * u)) - 0.2];
  return curveDistribution(
    [
      { weight: 0.5, at: upper },
      { weight: 0.5, at: lower },
    ],
    0.2,
  );
}

/** Two circles of radius 1 and 0.5 with noise of deviation 0.08, tripled: "circles". */
export function circles(): CurveDistribution {
  return concentric([3, 1.5], 3 * 0.08);
}

/** Four circles of radius ¼, ½, ¾ and 1, tripled, then noise of deviation 0.08: "rings". */
export function rings(): CurveDistribution {
  return concentric([0.75, 1.5, 2.25, 3], 0.08);
}

/** Circles around the origin, as many draws on each. */
function concentric(radii: readonly number[], deviation: number): CurveDistribution {
  return curveDistribution(
    radii.map((radius) => ({
      weight: 1 / radii.length,
      at: (u) => [radius * Math.cos(2 * Math.PI * u), radius * Math.sin(2 * Math.PI * u)],
      closed: true,
    })),
    deviation,
  );
}
