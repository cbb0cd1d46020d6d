import {
  type Distribution,
  exactMixture,
  type GaussianMixture,
  isDistribution,
  type Points,
  points,
  type Target,
  targetNamed,
} from '../../../src/index.ts';
import type { Settings } from '../settings/settings.ts';
import { paintedMixture } from './painted_mixture.ts';
import { readPainting } from './painting.ts';

/** What is to be learned: the data, and what is known of where they come from. */
export interface Problem {
  readonly dimension: 1 | 2;
  readonly data: Points;
  /** What the data were drawn from, and more can be; undefined where they are all there is. */
  readonly target: Target | undefined;
  /** With its exact density and score, where they are known. */
  readonly distribution: Distribution | undefined;
  /** The exact score as engines take it, where there is one. */
  readonly mixture: GaussianMixture | undefined;
  /** Names of the coordinates, of a file. */
  readonly names: readonly string[] | undefined;
}

/** Data that the user brought. */
export interface FileData {
  readonly points: Points;
  readonly names: readonly string[] | undefined;
}

/** The problem that settings stand for. @throws Error where they name data that are not here */
export function problemOf(settings: Settings, file: FileData | undefined): Problem {
  const { source, points: count, seed } = settings;
  if (source === 'file') return problemOfFile(settings, file);
  const target = source === 'painting' ? painted(settings) : targetNamed(source);
  return {
    dimension: target.dimension as 1 | 2,
    data: target.sample(count, { seed }),
    target,
    distribution: isDistribution(target) ? target : undefined,
    mixture: exactMixture(target),
    names: undefined,
  };
}

function painted({ painting }: Settings): GaussianMixture {
  const spots = readPainting(painting);
  if (!spots) throw new Error('The painting in the link is damaged: paint another, or choose other data.');
  if (spots.length === 0) throw new Error('Nothing is painted yet: draw on the canvas with the pointer.');
  return paintedMixture(spots);
}

/** The columns of a file that are the data, from 0. */
export function columnsOf({ columnX, columnY }: Settings, columns: number): readonly number[] {
  return columnY < 0 || columns === 1 ? [columnX] : [columnX, columnY];
}

/** Two columns of a file, or one; the exact score is known to nobody. */
function problemOfFile(settings: Settings, file: FileData | undefined): Problem {
  if (!file)
    throw new Error(
      `This run is of the file ${settings.file || 'of somebody'}, which is not here: drop it on the page to see it.`,
    );
  const [rows, columns] = file.points.shape;
  const chosen = columnsOf(settings, columns);
  for (const column of chosen) {
    if (column >= columns)
      throw new Error(`The file has the columns 0 to ${columns - 1}, and no column ${column}: choose another.`);
  }
  const values = new Float64Array(rows * chosen.length);
  for (let row = 0; row < rows; row++) {
    for (const [i, column] of chosen.entries())
      values[row * chosen.length + i] = file.points.values[row * columns + column]!;
  }
  return {
    dimension: chosen.length as 1 | 2,
    data: points(values, chosen.length),
    ...{ target: undefined, distribution: undefined, mixture: undefined },
    names: file.names && chosen.map((column) => file.names![column]!),
  };
}
