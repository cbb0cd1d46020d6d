export type { Bytes } from './bytes.ts';
export { type CsvOptions, type CsvTable, readCsv } from './csv.ts';
export { FileError } from './file_error.ts';
export { gunzip } from './gunzip.ts';
export { type IdxOptions, readIdx } from './idx.ts';
export { readCheckpoint, readModel, writeCheckpoint, writeModel } from './model_file.ts';
export { type NpyOptions, readNpy } from './npy.ts';
export { writeOnnx } from './onnx.ts';
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
