import type { Engine, PointsOptions } from '../../../src/index.ts';
import type { Settings } from '../settings/settings.ts';

/** A run as it stands: the settings, and what they do not say. */
export interface Recorded {
  /** With the number of particles that there are. */
  readonly settings: Settings;
  readonly engine: Engine['kind'];
  /** Steps that the network has been trained for. */
  readonly trained: number;
  /** Updates that the particles of each pane have made; undefined where they have made, or are to make, all. */
  readonly updates: readonly (number | undefined)[];
  /** Of a network that comes from a file: its name. */
  readonly model: string | undefined;
  /** Of data from a file: what it has. */
  readonly table: Table | undefined;
}

export interface Table {
  readonly columns: number;
  /** Of its columns, where it names them. */
  readonly names: readonly string[] | undefined;
  /** What `readPoints` was told to read it, besides how much it may be. */
  readonly read: Pick<PointsOptions, 'columns' | 'missing'>;
}

/** The name of the file that the data are from: the setting has their fingerprint behind it. */
export function fileNameOf({ file }: Settings): string {
  return file.replace(/ [0-9a-f]{16}$/, '');
}
