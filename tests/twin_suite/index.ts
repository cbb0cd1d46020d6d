import { contextSuite } from './context_suite.ts';
import { gradientSuite } from './gradient_suite.ts';
import { gridSuite } from './grid_suite.ts';
import { langevinSuite } from './langevin_suite.ts';
import { lockstepSuite } from './lockstep_suite.ts';
import { measuredTwinSuite } from './measured_suite.ts';
import type { Others, Pair } from './pair.ts';
import { scoreMixtureSuite } from './score_mixture_suite.ts';
import { scoreNetworkSuite } from './score_network_suite.ts';
import { tangentSuite } from './tangent_suite.ts';
import { trainingSuite } from './training_suite.ts';

/** Every number that an engine computes agrees with the reference on the CPU, to the rounding of float32. */
export function twinSuite(engines: Pair, others: Others = {}): void {
  scoreNetworkSuite(engines);
  scoreMixtureSuite(engines);
  tangentSuite(engines);
  gradientSuite(engines);
  contextSuite(engines);
  trainingSuite(engines);
  langevinSuite(engines, others);
  lockstepSuite(engines, others);
  measuredTwinSuite(engines, others);
  gridSuite(engines);
}
