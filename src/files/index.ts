export type { ArrayOptions } from './array_points.ts';
export type { Bytes } from './bytes.ts';
export type { ContextChoice } from './context_choice.ts';
export type { DecimalMark } from './csv_cells.ts';
export type { ColumnChoice } from './csv_columns.ts';
export { type CsvOptions, type CsvTable, readCsv } from './csv_reader.ts';
export { FileError } from './file_error.ts';
export type { PointsFormat } from './format_of.ts';
export { gunzip } from './gunzip.ts';
export { readIdx } from './idx.ts';
export type { LimitOption } from './limit.ts';
export { readCheckpoint, readModel, writeCheckpoint, writeModel } from './model_file.ts';
export { type NpyOptions, readNpy } from './npy.ts';
export { writeOnnx } from './onnx.ts';
export { type PointsFile, type PointsOptions, readPoints } from './read_points.ts';
export {
  type Dtype,
  readSafetensors,
  type Tensor,
  type TensorData,
  type Tensors,
  writeSafetensors,
} from './safetensors.ts';
export { csvHeader, csvLines, writeCsv } from './write_csv.ts';
export { npyHeader, npyRows, writeNpy } from './write_npy.ts';
