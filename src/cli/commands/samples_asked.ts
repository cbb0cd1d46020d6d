import { version } from '../../../package.json';
import type { Coordinates } from '../../coordinates.ts';
import { fieldOf } from '../../fields/index.ts';
import type { Points } from '../../points.ts';
import { wantsFloat64 } from '../../transform.ts';
import { headingOf } from '../columns.ts';
import { type Sampling, samplingFor } from '../draw.ts';
import { exactScore } from '../exact_score.ts';
import { UsageError } from '../exit.ts';
import { type ImageLayout, imageLayoutOf } from '../files/image_grid.ts';
import { loadModel } from '../files/load.ts';
import { rounded, type SampleForm, withColumn } from '../files/sample_content.ts';
import type { ContextRequest } from '../options/condition.ts';
import type { SampleRequest } from '../options/sample.ts';
import { fingerprintOfModel, metadataOf, type SampleSettings, samplingSettings } from '../parts/settings.ts';
import { type InContext, inContext } from '../where.ts';

/** Samples that were asked for, with nothing left open. */
export interface SamplesAsked {
  readonly sampling: Sampling;
  readonly settings: SampleSettings;
  /** Of the samples; those of each class in turn may have a column more. */
  readonly dimension: number;
  /** The samples, from so many on, as they are written: rounded, or with their class. */
  readonly finished: (samples: AsyncIterable<Points>, first: number) => AsyncIterable<Points>;
  /** What they are written as, where they are one file. */
  readonly form: SampleForm;
}

/** Reads where samples come from, and checks that they can be had as is asked. @throws PathError, UsageError */
export async function samplesAsked(request: SampleRequest): Promise<SamplesAsked> {
  const { particles, format } = request;
  const drawn: Drawn =
    'model' in request.source
      ? await modelSource(request.source.model, request.context)
      : { ...exactScore(request.source), coordinates: {}, source: request.source };
  const sampling = withContext(samplingFor(drawn, request.sampling), drawn.context);
  const { dimension, transform } = fieldOf(drawn.score).describe(drawn.score, fieldOf);
  const { source, context } = drawn;
  const inTurn = format === 'csv' || format === 'parquet' ? context?.classes : undefined;
  const columns = inTurn
    ? withClassColumn(drawn.coordinates, dimension, inTurn)
    : { dimension, coordinates: drawn.coordinates };
  const settings: SampleSettings = {
    ...{ particles, source, ...columns },
    kind: transform && wantsFloat64(transform) ? 'float64' : 'float32',
    rounded: roundedColumns(request, drawn.coordinates),
    sampling: samplingSettings(request.sampling, sampling.summary),
  };
  const form: SampleForm = {
    ...{ format, particles, kind: settings.kind, ...columns },
    layout: layoutFor(request, drawn.coordinates),
    metadata: metadataOf(settings, version),
  };
  const values = inTurn && valuesOfLabels(inTurn.labels);
  const finished: SamplesAsked['finished'] = (samples, first) => {
    const whole = rounded(samples, settings.rounded);
    return values ? withColumn(whole, first, (row) => values[row % values.length]!) : whole;
  };
  return { sampling, settings, dimension, form, finished };
}

/** A score with noise levels to go down, and what is known of it and of the coordinates. */
type Drawn = Parameters<typeof samplingFor>[0] &
  Pick<SampleSettings, 'coordinates' | 'source'> & { readonly context?: InContext };

/** A model with the noise levels that it was trained for. */
async function modelSource(file: string, asked: ContextRequest): Promise<Drawn> {
  const model = await loadModel(file);
  const context = inContext(model, asked, file);
  return {
    ...{ score: context.score, noise: model.noise, coordinates: model.coordinates ?? {}, context },
    source: { model: fingerprintOfModel(model) },
  };
}

/** A sampling run with what there is to say of the context that it is in. */
function withContext(sampling: Sampling, context: InContext | undefined): Sampling {
  if (!context) return sampling;
  const { scoreOf, notes, words, summary } = context;
  return {
    ...sampling,
    ...(scoreOf && { scoreOf }),
    words: [sampling.words, ...words].join(', '),
    notes: [...sampling.notes, ...notes],
    summary: { ...sampling.summary, ...summary },
  };
}

/** Coordinates with a column for the class. */
function withClassColumn(
  { names, whole }: Coordinates,
  dimension: number,
  { name }: { readonly name: string },
): { dimension: number; coordinates: Coordinates } {
  const heading = headingOf({ ...(names && { names }) }, dimension);
  return { dimension: dimension + 1, coordinates: { names: [...heading, name], ...(whole && { whole }) } };
}

/** What stands for each class in a column of numbers: its label where all are numbers, or else its number. */
function valuesOfLabels(labels: readonly string[]): readonly number[] {
  const areNumbers = labels.every((label) => label !== '' && Number.isFinite(Number(label)));
  return labels.map((label, k) => (areNumbers ? Number(label) : k));
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
