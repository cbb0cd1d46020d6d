import type { MethodName } from './methods.ts';
import type { targets } from './settings/properties.ts';
import type { Settings } from './settings/settings.ts';

/** What the page and its worker say to each other: plain data. */

/** Figures that the worker computes only while somebody shows them. */
export type FigureName = 'field' | 'curves' | 'descent' | 'paths' | 'measures';

/** A target that the page offers. */
export type TargetName = (typeof targets)[number];

/** Files of a run; `code` and `command` are texts that make it again. */
export type ExportName =
  | 'model'
  | 'checkpoint'
  | 'onnx'
  | 'data-npy'
  | 'samples-npy'
  | 'samples-csv'
  | 'code'
  | 'command';

/** From the page to the worker. */
export type Request =
  | {
      readonly kind: 'open';
      readonly settings: Settings;
      readonly trained?: number;
      readonly sampled?: number;
      readonly calm: boolean;
    }
  /** `adopted` counts the reports of that kind that these settings have in them; all that there were, unless given. */
  | { readonly kind: 'settings'; readonly settings: Settings; readonly adopted?: number }
  | { readonly kind: 'train'; readonly action: 'play' | 'pause' | 'step' | 'reset' }
  | { readonly kind: 'sample'; readonly action: 'play' | 'pause' | 'step' | 'restart' }
  /** Goes to the moment at which so many updates are made, backwards too. */
  | { readonly kind: 'seek'; readonly update: number }
  /** Particles start at a point, at the level that the setting of σ stands for, instead of everywhere at the first. */
  | { readonly kind: 'release'; readonly point: readonly number[] | undefined }
  | { readonly kind: 'want'; readonly figures: readonly FigureName[] }
  | { readonly kind: 'canvas'; readonly pane: number; readonly canvas: OffscreenCanvas }
  | { readonly kind: 'size'; readonly pane: number; readonly width: number; readonly height: number }
  /** Colours of the density from none to much, four bytes each. */
  | { readonly kind: 'palette'; readonly palette: Uint8Array }
  | { readonly kind: 'visible'; readonly visible: boolean }
  | { readonly kind: 'file'; readonly file: File }
  /** Draws of targets for small pictures of them, a report each. */
  | { readonly kind: 'thumbnails'; readonly targets: readonly TargetName[] }
  | { readonly kind: 'export'; readonly id: number; readonly what: ExportName };

/** What is known of the data. */
export interface ProblemReport {
  readonly kind: 'problem';
  readonly dimension: 1 | 2;
  /** Of the square, or the interval, that the figures show: [from, to] of each coordinate. */
  readonly extent: readonly (readonly [number, number])[];
  /** Whether density and score are known exactly, and whether samplers can follow the exact score. */
  readonly exact: 'nothing' | 'density' | 'score';
  readonly points: number;
  readonly names: readonly string[] | undefined;
  /** Some of the data, [count, dimension]. */
  readonly shown: Float32Array;
  /** What is to be said of the file that they come from, a sentence each. */
  readonly notes: readonly string[];
  readonly columns: readonly string[] | undefined;
}

export interface EngineReport {
  readonly kind: 'engine';
  readonly engine: 'webgpu' | 'wasm' | 'cpu';
  readonly adapter: string;
  readonly hardware: boolean;
  /** Why it is none of the faster ones, a sentence each. */
  readonly passedOver: readonly string[];
}

export interface TrainingReport {
  readonly kind: 'training';
  readonly step: number;
  readonly steps: number;
  readonly playing: boolean;
  /** Losses of the steps from `from` on; NaN of those that were taken elsewhere, before a checkpoint. */
  readonly from: number;
  readonly losses: Float32Array;
  /** The least that the loss can be on average; undefined where it is not known. */
  readonly optimum: number | undefined;
  readonly stepsPerSecond: number;
  /** Steps at which the network was kept to look at later. */
  readonly frames: readonly number[];
  /** Whether the network came with the page or from a file, so that its training cannot be gone on with. */
  readonly given: 'shipped' | 'file' | undefined;
}

/** Where one set of particles stands. */
export interface PaneReport {
  readonly method: MethodName;
  readonly score: 'learned' | 'exact';
  readonly completed: number;
  readonly total: number;
  readonly level: number;
  readonly levels: readonly number[];
  /** σ of the noise that is left in them at the end; 0 for most samplers. */
  readonly end: number;
  /** Updates that are made before each level begins. */
  readonly starts: readonly number[];
  readonly particles: number;
}

export interface SamplingReport {
  readonly kind: 'sampling';
  /** Counts the times that particles were made, so that it is known what other reports are of the same ones. */
  readonly run: number;
  /** Steps that the network had been trained for when they were made. */
  readonly step: number;
  readonly playing: boolean;
  readonly panes: readonly PaneReport[];
}

/** The score over the plane at one noise level. */
export interface FieldReport {
  readonly kind: 'field';
  readonly sigma: number;
  readonly extent: readonly (readonly [number, number])[];
  /** s at `side` × `side` points, x fastest, y upwards: [side², 2]. */
  readonly side: number;
  readonly learned: Float32Array | undefined;
  readonly exact: Float32Array | undefined;
  /** p_σ at `fine` × `fine` points; undefined where it is not known. */
  readonly fine: number;
  readonly density: Float32Array | undefined;
  /** What the learned score says of p_σ at the same points, up to a constant factor; undefined where σ is less than a cell. */
  readonly learnedDensity: Float32Array | undefined;
  /** σ·|s| at the same points. */
  readonly magnitude: Float32Array;
  /** σ·|s − exact| at the same points. */
  readonly error: Float32Array | undefined;
  /** Root of the mean of σ²·|s − exact|² under p_σ. */
  readonly rmse: number | undefined;
}

/** Score and density of one dimension at one noise level. */
export interface CurvesReport {
  readonly kind: 'curves';
  readonly sigma: number;
  readonly xs: Float32Array;
  readonly learned: Float32Array;
  readonly learnedDensity: Float32Array;
  readonly exact: Float32Array | undefined;
  readonly exactDensity: Float32Array | undefined;
  /** p, without any noise. */
  readonly target: Float32Array | undefined;
}

/** Particles of one dimension, counted into cells after some updates: a column of a picture whose other axis is time. */
export interface DescentReport {
  readonly kind: 'descent';
  /** Whether what came before is of another run. */
  readonly fresh: boolean;
  readonly panes: readonly { readonly update: number; readonly counts: Uint32Array; readonly particles: number }[];
}

/** Where the first few particles have been: a list of points for each, [updates, dimension], of each pane. */
export interface PathsReport {
  readonly kind: 'paths';
  /** Of the sampling whose particles these are. */
  readonly run: number;
  readonly panes: readonly (readonly Float32Array[])[];
}

/** A distance beside what as many perfect draws would show. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly floor: number;
  /** Standard deviation of the floor from one set of draws to another. */
  readonly floorDeviation: number;
}

export interface PaneMeasures {
  readonly measures: readonly Measure[];
  /** Share of the samples nearest each component, beside what it should be. */
  readonly weights: readonly { readonly found: number; readonly expected: number; readonly error: number }[];
  /** Counts of the samples and of the target over the extent, to the same sum: [side, side] or [cells]. */
  readonly side: number;
  readonly found: Float32Array;
  readonly expected: Float32Array;
  /** Share of the rows of one half of a file that lie in other cells than those of the other half; undefined of other data. */
  readonly apart: number | undefined;
  /** What a person would say of it, most important first. */
  readonly words: readonly string[];
}

export interface MeasuresReport {
  readonly kind: 'measures';
  readonly panes: readonly PaneMeasures[];
}

/** Something that a user should know. */
export interface NoticeReport {
  readonly kind: 'notice';
  /** `lost`: the device went and came back. `trouble`: nothing goes on before a setting is changed. */
  readonly level: 'note' | 'lost' | 'trouble';
  readonly text: string;
}

export interface ExportReport {
  readonly kind: 'exported';
  readonly id: number;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Why there are none. */
  readonly refused: string | undefined;
}

/** The worker set a property: a file that was dropped is the data now, or a model brought its own settings. */
export interface AdoptReport {
  readonly kind: 'adopt';
  readonly settings: Partial<Settings>;
}

/** Some draws of a target, [count, dimension], and what is seen of them: [from, to] of each coordinate. */
export interface ThumbnailReport {
  readonly kind: 'thumbnail';
  readonly target: TargetName;
  readonly points: Float32Array;
  readonly extent: readonly (readonly [number, number])[];
}

/** A canvas that showed pictures of one engine can show none of another: the page is to send a new one. */
export interface CanvasReport {
  readonly kind: 'canvas';
  readonly pane: number;
}

/** The worker rests, after so many requests: nothing that was asked for is still to come. */
export interface RestReport {
  readonly kind: 'rest';
  readonly answered: number;
}

export type Report =
  | ProblemReport
  | EngineReport
  | TrainingReport
  | SamplingReport
  | FieldReport
  | CurvesReport
  | DescentReport
  | PathsReport
  | MeasuresReport
  | NoticeReport
  | ExportReport
  | AdoptReport
  | ThumbnailReport
  | RestReport
  | CanvasReport;
