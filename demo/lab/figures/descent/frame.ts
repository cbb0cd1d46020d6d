import type { CurvesReport, PaneReport, ProblemReport } from '../../protocol.ts';
import type { DescentImage } from './image.ts';

/** What one pane of a descent shows. */
export interface Descent {
  readonly pane: PaneReport;
  readonly image: DescentImage;
  /** Particles counted as they are now, over the interval. */
  readonly counts: Uint32Array;
  readonly paths: readonly Float32Array[];
}

/** What goes with all panes. */
export interface DescentFrame {
  readonly problem: ProblemReport;
  readonly curves: CurvesReport | undefined;
  /** Where the particles were released. */
  readonly released: number | undefined;
}
