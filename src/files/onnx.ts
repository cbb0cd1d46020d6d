import { conditional, withoutContext } from '../contexts/conditional.ts';
import type { ContextColumns } from '../contexts/context_columns.ts';
import { contextsKnown } from '../contexts/contexts_known.ts';
import { contextCount } from '../contexts/given_context.ts';
import { ArgumentError } from '../errors.ts';
import { type Layer, layersOf, type Model, mlp, type Network, requireModel, requireParameters } from '../network.ts';
import { requireNoise } from '../noise.ts';
import type { Values } from '../points.ts';
import { type Transform, transformOf, wantsFloat64 } from '../transform.ts';
import { bytesOfNumbers } from './bytes.ts';
import { bytes, encode, type Field, integer, message, text } from './protobuf.ts';

/** Both are of ONNX 1.12, which onnxruntime takes since its own 1.12. */
const irVersion = 8;
const opset = 17;

/** TensorProto.DataType */
const types = { float: 1, double: 11 } as const;
type NumberType = keyof typeof types;

/** Nodes and constants of a graph in the making; values are known by their names. */
interface Graph {
  readonly nodes: Field[];
  readonly constants: Field[];
}

/**
 * Writes the score s(x, σ) of a model as an ONNX graph (onnx.ai, IR version 8, operators of opset 17): inputs `x`
 * [N, dimension] and `sigma` [N, 1], output `score` [N, dimension], for any number of rows N. As from `engine.score`, where data were
 * standardised x and the score are in the units of the data, and σ is in standardised ones. All are float32; where the transform
 * wants float64 (`wantsFloat64`), x and the score are that, while the network itself stays float32.
 * The metadata hold `noise`, `network` and `transform` as JSON, the ladder being what a sampler needs besides.
 * A model that has one context, or null, is written as s(x, σ) in that. One that has none yet takes it as an input more: of classes
 * `context` [N, classes], one-hot, zeros for none; of values `context` [N, values], in their own units, and `given` [N, 1], which is
 * 1, or 0 for none.
 * @throws ArgumentError when the model is not one, or has a context for each of some particles.
 */
export function writeOnnx(model: Model): Uint8Array<ArrayBuffer> {
  requireModel(model);
  const { noise, network, parameters, transform, contextColumns } = writtenForm(model);
  const graph: Graph = { nodes: [], constants: [] };
  const outside = transform && wantsFloat64(transform) ? 'double' : 'float';
  const { x, score, restore } = addTransform(graph, transform, outside);
  const { input, finish } = addOutputForm(graph, network, x, score);
  const features = addFeatures(graph, network);
  const contexts = addContext(graph, network, contextColumns);
  const inputs = addNode(
    graph,
    'Concat',
    [input, ...features, ...contexts.columns],
    'inputs',
    integerAttribute('axis', 1),
  );
  addLayers(graph, inputs, network, parameters, network.output === 'score' ? score : net);
  finish();
  restore();

  // Field numbers by onnx.proto: ModelProto, with GraphProto in 7.
  return encode(
    integer(1, irVersion),
    text(2, 'scorefield'),
    text(6, 'The score of perturbed data, s(x, σ) = ∇ₓ log p_σ(x).'),
    message(
      7,
      ...graph.nodes.map((node) => message(1, node)),
      text(2, 'score'),
      ...graph.constants.map((tensor) => message(5, tensor)),
      message(11, valueInfo('x', network.dimension, outside)),
      message(11, valueInfo('sigma', 1, 'float')),
      ...contexts.inputs.map((info) => message(11, info)),
      message(12, valueInfo('score', network.dimension, outside)),
    ),
    // OperatorSetIdProto; the domain of the standard operators is the empty one.
    message(8, text(1, ''), integer(2, opset)),
    metadata('network', network),
    metadata('noise', { levels: noise.levels }),
    ...(transform ? [metadata('transform', transform)] : []),
    ...(contextColumns ? [metadata('contextColumns', contextColumns)] : []),
  );
}

/** A model checked, and where it has one context for all, as one of a network without. @throws ArgumentError */
function writtenForm(model: Model): Model {
  const network = mlp(model.network);
  requireNoise('noise', model.noise);
  requireParameters('parameters', model.parameters, network);
  const transform = model.transform && transformOf('transform', model.transform, network.dimension);
  const { contextDropout: _, ...known } = contextsKnown('', { ...model, network });
  const { noise, parameters, context } = model;
  const checked: Model = { kind: 'network', network, noise, parameters, ...(transform && { transform }), ...known };
  if (context === undefined) return checked;
  const one = conditional({ ...checked, ...model }, context);
  if (contextCount(one.context) === undefined) return withoutContext({ ...checked, context: one.context! });
  throw new ArgumentError('context', context, 'one for all points, or left out, which makes it an input');
}

/** Adds what makes the inputs of the network that stand for its context, and returns their names and what the graph is given. */
function addContext(
  graph: Graph,
  { context }: Network,
  columns: ContextColumns | undefined,
): { readonly columns: string[]; readonly inputs: Field[] } {
  if (!context) return { columns: [], inputs: [] };
  if ('classes' in context) return { columns: ['context'], inputs: [valueInfo('context', context.classes, 'float')] };
  const { transform } = columns ?? {};
  const outside = transform && wantsFloat64(transform) ? 'double' : 'float';
  const values = transform ? addStandardised(graph, 'context', transform, outside) : 'context';
  return {
    columns: [addNode(graph, 'Mul', [values, 'given'], 'known_context'), 'given'],
    inputs: [valueInfo('context', context.values, outside), valueInfo('given', 1, 'float')],
  };
}

/** Adds the features of σ, as `feature` of src/conditioning.ts says, and returns the names of its columns. */
function addFeatures(graph: Graph, { conditioning }: Network): string[] {
  if (conditioning === 'sigma') return ['sigma'];
  const logarithm = addNode(graph, 'Log', ['sigma'], 'log_sigma');
  if (conditioning === 'log-sigma') return [logarithm];
  const frequencies = Float32Array.from({ length: conditioning.fourier }, (_, k) => 2 ** (k / 2 - 1));
  const row = addConstant(graph, 'frequencies', [1, frequencies.length], frequencies);
  const phases = addNode(graph, 'Mul', [logarithm, row], 'phases');
  return [addNode(graph, 'Sin', [phases], 'sines'), addNode(graph, 'Cos', [phases], 'cosines')];
}

/** The output of the last layer, where that is not yet the score. */
const net = 'net';

/**
 * Adds what standardises x, as src/transform.ts says; returns the names of what the network takes and of the score that
 * it is to give, and what adds the rest, from that to the score in the units of the data.
 */
function addTransform(
  graph: Graph,
  transform: Transform | undefined,
  outside: NumberType,
): { x: string; score: string; restore: () => void } {
  if (!transform) return { x: 'x', score: 'score', restore: () => {} };
  const score = 'standardised_score';
  return {
    x: addStandardised(graph, 'x', transform, outside),
    score,
    restore() {
      const wide = outside === 'double' ? addCast(graph, score, 'double', 'wide_score') : score;
      addNode(graph, 'Div', [wide, 'x.scale'], 'score');
    },
  };
}

/** Adds what standardises an input, in the type that it is given in, and returns the name of the result, in float32. */
function addStandardised(graph: Graph, input: string, { shift, scale }: Transform, outside: NumberType): string {
  const numbers = outside === 'double' ? Float64Array : Float32Array;
  const row = (name: string, values: readonly number[]): string =>
    addConstant(graph, `${input}.${name}`, [1, values.length], numbers.from(values));
  const centred = addNode(graph, 'Sub', [input, row('shift', shift)], `${input}.centred`);
  const standardised = addNode(graph, 'Div', [centred, row('scale', scale)], `${input}.standardised`);
  return outside === 'double' ? addCast(graph, standardised, 'float', `${input}.float`) : standardised;
}

function addCast(graph: Graph, value: string, to: NumberType, name: string): string {
  return addNode(graph, 'Cast', [value], name, integerAttribute('to', types[to]));
}

/**
 * Adds the scaling of the inputs, as `scalesOf` of src/conditioning.ts says; returns the name of the scaled x, and what
 * adds the rest, from the output of the last layer to the score, which takes the name `score`.
 */
function addOutputForm(
  graph: Graph,
  { output }: Network,
  x: string,
  score: string,
): { input: string; finish: () => void } {
  if (output === 'score') return { input: x, finish: () => {} };
  if (output === 'over-sigma') return { input: x, finish: () => addNode(graph, 'Div', [net, 'sigma'], score) };
  const spread = addConstant(graph, 'data_deviation', [1, 1], Float32Array.of(output.edm));
  const spreadSquared = addConstant(graph, 'data_variance', [1, 1], Float32Array.of(output.edm ** 2));
  const sigmaSquared = addNode(graph, 'Mul', ['sigma', 'sigma'], 'sigma_squared');
  const variance = addNode(graph, 'Add', [sigmaSquared, spreadSquared], 'variance');
  const deviation = addNode(graph, 'Sqrt', [variance], 'deviation');
  const finish = (): void => {
    const divisor = addNode(graph, 'Mul', ['sigma', deviation], 'output_divisor');
    const scale = addNode(graph, 'Div', [spread, divisor], 'output_scale');
    const scaled = addNode(graph, 'Mul', [net, scale], 'scaled');
    addNode(graph, 'Sub', [scaled, addNode(graph, 'Div', [x, variance], 'skip')], score);
  };
  return { input: addNode(graph, 'Div', [x, deviation], 'scaled_x'), finish };
}

/** Adds the layers, from the values of one name to those of another. */
function addLayers(graph: Graph, inputs: string, network: Network, parameters: Float32Array, output: string): void {
  const layers = layersOf(network);
  let values = inputs;
  layers.forEach(({ name, inputs, outputs, weight, bias }, l) => {
    const weights = l === 0 ? firstWeights(layers[0]!, network, parameters) : parameters.subarray(weight, bias);
    const last = l === layers.length - 1;
    const operands = [
      values,
      addConstant(graph, `${name}.weight`, [inputs, outputs], weights),
      addConstant(graph, `${name}.bias`, [outputs], parameters.subarray(bias, bias + outputs)),
    ];
    values = addNode(graph, 'Gemm', operands, last ? output : `${name}.linear`);
    if (!last) values = addActivation(graph, network, values, `${name}.activated`);
  });
}

/** The weights of the first layer, with the rows of all sines before those of all cosines, which the network has by turns. */
function firstWeights(
  { inputs, outputs }: Layer,
  { dimension, conditioning }: Network,
  parameters: Float32Array,
): Float32Array {
  if (typeof conditioning !== 'object') return parameters.subarray(0, inputs * outputs);
  const rowOf = (i: number): number =>
    dimension + (i < conditioning.fourier ? 2 * i : 2 * (i - conditioning.fourier) + 1);
  const weights = parameters.slice(0, inputs * outputs);
  for (let i = 0; i < 2 * conditioning.fourier; i++)
    weights.set(parameters.subarray(rowOf(i) * outputs, (rowOf(i) + 1) * outputs), (dimension + i) * outputs);
  return weights;
}

const operators = { relu: 'Relu', tanh: 'Tanh', softplus: 'Softplus' } as const;

function addActivation(graph: Graph, { activation }: Network, values: string, name: string): string {
  if (activation !== 'silu') return addNode(graph, operators[activation], [values], name);
  return addNode(graph, 'Mul', [values, addNode(graph, 'Sigmoid', [values], `${name}.logistic`)], name);
}

/** Adds a NodeProto, and returns the name of its output. */
function addNode(
  graph: Graph,
  operator: string,
  inputs: readonly string[],
  output: string,
  ...attributes: Field[]
): string {
  const fields = [...inputs.map((input) => text(1, input)), text(2, output), text(3, output), text(4, operator)];
  graph.nodes.push([...fields, ...attributes].flat());
  return output;
}

/** Adds a TensorProto, row-major, and returns its name. */
function addConstant(graph: Graph, name: string, shape: readonly number[], values: Values): string {
  const type = types[values instanceof Float32Array ? 'float' : 'double'];
  const raw = bytes(9, bytesOfNumbers(values));
  graph.constants.push([...shape.map((size) => integer(1, size)), integer(2, type), text(8, name), raw].flat());
  return name;
}

/** AttributeProto of an integer (type 2), as a field of NodeProto. */
function integerAttribute(name: string, value: number): Field {
  return message(5, text(1, name), integer(3, value), integer(20, 2));
}

/** ValueInfoProto: a name, and in 2 a TypeProto, in it in 1 the tensor's element type and, in 2, its TensorShapeProto. */
function valueInfo(name: string, width: number, type: NumberType): Field {
  const rows = message(1, text(2, 'N'));
  const columns = message(1, integer(1, width));
  return [...text(1, name), ...message(2, message(1, integer(1, types[type]), message(2, rows, columns)))];
}

/** StringStringEntryProto, as a field of ModelProto. */
function metadata(key: string, value: unknown): Field {
  return message(14, text(1, key), text(2, JSON.stringify(value)));
}
