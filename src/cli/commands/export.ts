import { writeOnnx } from '../../files/index.ts';
import type { Network } from '../../network.ts';
import { wantsFloat64 } from '../../transform.ts';
import type { Command } from '../command.ts';
import { loadModel } from '../files/load.ts';
import { prepareFile } from '../files/write.ts';
import { type ContextRequest, contextRequestOf } from '../options/condition.ts';
import { commonHelp, commonOptions, outputFile, readOptions, required } from '../options/read.ts';
import { jsonText } from '../terminal/json_text.ts';
import { printResult } from '../terminal/streams.ts';
import { oneContext } from '../where.ts';

const exportHelp = `Usage: scorefield export --model FILE --out MODEL.onnx [OPTION …]

Writes a model that "train" wrote as an ONNX graph of its score s(x, σ): inputs x [N, dimension] and sigma [N, 1], output
score [N, dimension], for any number N of rows. The context of a conditional model is an input more: of classes context
[N, classes], one-hot, zeros for none; of numbers context [N, numbers], and given [N, 1], 1 or 0 for none. With --where
the graph has that context within.

Options:
  --model FILE                 the model, a .safetensors file
  --out FILE                   where the graph goes, a name that ends in .onnx
  --where COLUMN=VALUE,…       of a conditional model, the only context that the graph is for, such as label=3
  --force                      replace the file if it exists
${commonHelp}`;

export const exportCommand: Command = {
  summary: 'write a trained model as an ONNX graph',
  async run(args) {
    const request = parseExportArguments(args);
    if (!request) {
      process.stdout.write(exportHelp);
      return;
    }
    const { out, where, json } = request;
    const file = prepareFile(out, request);
    // No handler for Ctrl-C: its ordinary effect is at once, and the file is written at one go.
    const model = await loadModel(request.model);
    const graph = writeOnnx(where === undefined ? model : oneContext(model, where, request.model));
    file.writeLast(graph);
    const { network, noise, transform } = model;
    const type = transform && wantsFloat64(transform) ? 'float64' : 'float32';
    if (json)
      printResult(jsonText({ model: request.model, network, noise, transform, type, bytes: graph.length, out }));
    else {
      const { dimension } = network;
      const inputs = [`x [N, ${dimension}]`, 'sigma [N, 1]', ...(where === undefined ? contextInputs(network) : [])];
      process.stdout.write(
        `wrote ${out}: inputs ${inputs.slice(0, -1).join(', ')} and ${inputs.at(-1)}, output score [N, ${dimension}]; x and score ${type}, sigma float32\n`,
      );
    }
  },
};

/** The inputs that stand for the context of a network. */
function contextInputs({ context }: Network): string[] {
  if (!context) return [];
  return 'classes' in context
    ? [`context [N, ${context.classes}]`]
    : [`context [N, ${context.values}]`, 'given [N, 1]'];
}

/** Reads the options; undefined stands for --help. @throws UsageError */
function parseExportArguments(
  args: readonly string[],
): { model: string; out: string; where: ContextRequest['where']; force: boolean; json: boolean } | undefined {
  const values = readOptions('export', args, {
    ...commonOptions,
    model: { type: 'string' },
    out: { type: 'string' },
    where: { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  return {
    model: required('--model', values.model, 'a file that "scorefield train" wrote'),
    out: outputFile(values.out, ['.onnx']),
    where: contextRequestOf(values).where,
    force: values.force,
    json: values.json,
  };
}
