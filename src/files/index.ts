export type { Bytes } from './bytes.ts';
export { type CsvOptions, type CsvTable, csvHeader, csvLines, readCsv, writeCsv } from './csv.ts';
export { FileError } from './file_error.ts';
export { gunzip } from './gunzip.ts';
export { type IdxOptions, readIdx } from './idx.ts';
export { readCheckpoint, readModel, writeCheckpoint, writeModel } from './model_file.ts';
export { type NpyOptions, npyHeader, npyRows, readNpy, writeNpy } from './npy.ts';
export { writeOnnx } from './onnx.ts';
export {
  type Dtype,
  readSafetensors,
  type Tensor,
  type TensorData,
  type Tensors,
  writeSafetensors,
} from './safetensors.ts';
