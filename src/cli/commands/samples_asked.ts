import { version } from '../../../package.json';
import type { Coordinates } from '../../coordinates.ts';
import { fieldOf } from '../../fields/index.ts';
import { wantsFloat64 } from '../../transform.ts';
import { type Sampling, samplingFor } from '../draw.ts';
import { exactScore } from '../exact_score.ts';
import { UsageError } from '../exit.ts';
import { type ImageLayout, imageLayoutOf } from '../files/image_grid.ts';
import { loadModel } from '../files/load.ts';
import type { SampleForm } from '../files/sample_content.ts';
import type { SampleRequest } from '../options/sample.ts';
import { fingerprintOfModel, metadataOf, type SampleSettings, samplingSettings } from '../parts/settings.ts';

/** Samples that were asked for, with nothing left open. */
export interface SamplesAsked {
  readonly sampling: Sampling;
  readonly settings: SampleSettings;
  /** What they are written as, where they are one file. */
  readonly form: SampleForm;
}

/** Reads where samples come from, and checks that they can be had as is asked. @throws PathError, UsageError */
export async function samplesAsked(request: SampleRequest): Promise<SamplesAsked> {
  const { particles, format } = request;
  const drawn: Drawn =
    'model' in request.source
      ? await modelSource(request.source.model)
      : { ...exactScore(request.source), coordinates: {}, source: request.source };
  const sampling = samplingFor(drawn, request.sampling);
  const { dimension, transform } = fieldOf(drawn.score).describe(drawn.score, fieldOf);
  const { coordinates, source } = drawn;
  const settings: SampleSettings = {
    ...{ particles, dimension, coordinates, source },
    kind: transform && wantsFloat64(transform) ? 'float64' : 'float32',
    rounded: roundedColumns(request, coordinates),
    sampling: samplingSettings(request.sampling, sampling.summary),
  };
  const form: SampleForm = {
    ...{ format, particles, dimension, kind: settings.kind, coordinates },
    layout: layoutFor(request, coordinates),
    metadata: metadataOf(settings, version),
  };
  return { sampling, settings, form };
}

/** A score with noise levels to go down, and what is known of it and of the coordinates. */
type Drawn = Parameters<typeof samplingFor>[0] & Pick<SampleSettings, 'coordinates' | 'source'>;

/** A model with the noise levels that it was trained for. */
async function modelSource(file: string): Promise<Drawn> {
  const score = await loadModel(file);
  return {
    ...{ score, noise: score.noise, coordinates: score.coordinates ?? {} },
    source: { model: fingerprintOfModel(score) },
  };
}

/** How points are images, where these are asked for. @throws UsageError */
function layoutFor({ format }: SampleRequest, { shape }: Coordinates): ImageLayout | undefined {
  if (format !== 'png') return undefined;
  const layout = imageLayoutOf(shape);
  if (layout) return layout;
  const found = shape ? `points of shape [${shape.join(', ')}]` : 'no shape of a point';
  throw new UsageError(
    `--out: a picture needs images, of shape [height, width] or with 1 or 3 channels, but the model has ${found}; write .npy, .csv or .parquet`,
  );
}

/** Columns to round. @throws UsageError */
function roundedColumns({ round }: SampleRequest, { whole = [] }: Coordinates): readonly number[] {
  if (!round) return [];
  if (whole.length > 0) return whole;
  throw new UsageError('--round: the data of the model had no column of whole numbers; leave it out');
}
