import type { GraphNode, GraphTensor, ModelGraph, TensorRole } from '../../graph/model-graph.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import { convertOperator, numberOf, numbersOf, tidy } from './operators.ts';
import { elements, typeName, type WeightReader } from './weights.ts';

/** Constants of at most so many elements carry them: shapes, axes, scalars, small biases. */
const CARRIED = 64;
const INLINE_SETTING = 16;
/** Vectors of at most so many elements are looked at for being all equal: zero biases, fresh scales. */
const VECTOR = 16_384;

export interface ConvertedModel {
  readonly graph: ModelGraph;
  /** The tensors of the file that `GraphTensor.weights` counts. */
  readonly weights: readonly OnnxTensor[];
}

/** The model graph as it stands in the file: neutral names, nothing simplified. */
export function convertModel(model: OnnxModel, reader: WeightReader): ConvertedModel {
  const tensors: GraphTensor[] = [];
  const weights: OnnxTensor[] = [];
  const numbers = new Map<string, number>();
  const nodes: GraphNode[] = [];
  const opset = model.opsets.get('') ?? 1;

  const add = (name: string, tensor: GraphTensor): number => {
    const index = tensors.push(tensor) - 1;
    numbers.set(name, index);
    return index;
  };
  /** Whether a bias or scale is still what it was filled with. */
  const equalElement = (tensor: OnnxTensor, size: number): number | undefined => {
    const values = reader.read(tensor, 0, size);
    const first = values?.[0];
    return first !== undefined && values?.every((value) => value === first) ? tidy(first) : undefined;
  };
  const constant = (name: string, tensor: OnnxTensor, inline = false): number => {
    const size = elements(tensor.dims);
    // Numbers that are written into the graph, and lone ones, are settings rather than weights.
    const setting = tensor.dims.length === 0 || (inline && size <= INLINE_SETTING);
    const data = size <= CARRIED ? reader.read(tensor, 0, CARRIED) : undefined;
    const fill = tensor.dims.length === 1 && size > CARRIED && size <= VECTOR ? equalElement(tensor, size) : undefined;
    const dtype = typeName(tensor.type);
    const floating = dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16' || dtype === 'float64';
    return add(name, {
      name,
      role: floating && !setting ? 'parameter' : 'constant',
      shape: tensor.dims,
      dtype,
      weights: weights.push(tensor) - 1,
      ...(data === undefined ? {} : { data: floating ? Array.from(data, tidy) : Array.from(data) }),
      ...(fill === undefined ? {} : { fill }),
    });
  };
  for (const tensor of model.graph.initializers) constant(tensor.name, tensor);
  const inputs: number[] = [];
  for (const { name, type, shape } of model.graph.inputs) {
    // Before version 4 of the format initializers stood among the inputs.
    if (numbers.has(name)) continue;
    inputs.push(add(name, { name, role: 'input', shape, dtype: typeName(type) }));
  }
  const declared = new Map(model.graph.values.map((value) => [value.name, value]));
  for (const value of model.graph.outputs) if (!declared.has(value.name)) declared.set(value.name, value);
  const lookup = (name: string): number => {
    if (name === '') return -1;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const value = declared.get(name);
    const role: TensorRole = 'activation';
    return add(name, {
      name,
      role,
      shape: value?.shape,
      dtype: value === undefined ? undefined : typeName(value.type),
    });
  };

  const emit = (graph: OnnxGraph): void => {
    for (const node of graph.nodes) {
      const output = node.outputs[0] ?? '';
      if (node.op === 'Constant' && node.domain === '') {
        const tensor = node.attributes.get('value');
        if (tensor?.kind === 'tensor') constant(output, { ...tensor.value, name: output }, true);
        else add(output, { name: output, role: 'constant', ...literal(node.attributes) });
        continue;
      }
      if (node.op === 'If' && node.domain === '') {
        const branch = chosenBranch(node, tensors[numbers.get(node.inputs[0] ?? '') ?? -1]);
        if (branch !== undefined) {
          for (const tensor of branch.initializers) constant(tensor.name, tensor);
          emit(branch);
          for (const [i, out] of branch.outputs.entries()) {
            const name = node.outputs[i];
            if (name !== undefined && name !== '') nodes.push(identity(node.name, lookup(out.name), lookup(name)));
          }
          continue;
        }
      }
      const { op, attributes } = convertOperator(node, opset);
      const fill = op === 'constant-of-shape' ? node.attributes.get('value') : undefined;
      const filled = fill?.kind === 'tensor' ? (reader.read(fill.value, 0, 1)?.[0] ?? 0) : 0;
      const inner = outerReads(node);
      nodes.push({
        op,
        inputs: [...node.inputs.map(lookup), ...inner.flatMap((name) => numbers.get(name) ?? [])],
        outputs: node.outputs.map(lookup),
        attributes: op === 'constant-of-shape' ? { ...attributes, value: filled } : attributes,
        name: node.name,
        ...hints(node),
      });
    }
  };
  emit(model.graph);
  return {
    graph: {
      tensors,
      nodes,
      inputs,
      outputs: model.graph.outputs.flatMap(({ name }) => numbers.get(name) ?? []),
      producer: [model.producer, model.producerVersion].filter((part) => part !== '').join(' '),
    },
    weights,
  };
}

function identity(name: string, input: number, output: number): GraphNode {
  return { op: 'identity', inputs: [input], outputs: [output], attributes: {}, name };
}

function literal(attributes: ReadonlyMap<string, OnnxAttribute>): Partial<GraphTensor> {
  for (const name of ['value_float', 'value_int']) {
    const value = numberOf(attributes.get(name));
    if (value !== undefined) {
      return name === 'value_float'
        ? { shape: [], dtype: 'float32', data: [tidy(value)] }
        : { shape: [], dtype: 'int64', data: [value] };
    }
  }
  for (const name of ['value_floats', 'value_ints']) {
    const values = numbersOf(attributes.get(name));
    if (values !== undefined) {
      const data = values.length <= CARRIED ? { data: values } : {};
      return { shape: [values.length], dtype: name === 'value_floats' ? 'float32' : 'int64', ...data };
    }
  }
  return {};
}

function chosenBranch(node: OnnxNode, condition: GraphTensor | undefined): OnnxGraph | undefined {
  const value = condition?.role === 'constant' ? condition.data?.[0] : undefined;
  if (value === undefined) return undefined;
  const branch = node.attributes.get(value === 0 ? 'else_branch' : 'then_branch');
  return branch?.kind === 'graph' ? branch.value : undefined;
}

/** Names that the subgraphs of a node read from outside them. */
export function outerReads(node: OnnxNode): string[] {
  const names: string[] = [];
  for (const attribute of node.attributes.values()) {
    if (attribute.kind === 'graph') names.push(...freeNames(attribute.value));
    else if (attribute.kind === 'graphs') for (const graph of attribute.value) names.push(...freeNames(graph));
  }
  return [...new Set(names)];
}

function freeNames(graph: OnnxGraph): string[] {
  const own = new Set([...graph.inputs.map(({ name }) => name), ...graph.initializers.map(({ name }) => name)]);
  const free: string[] = [];
  for (const node of graph.nodes) {
    for (const name of [...node.inputs, ...outerReads(node)]) if (name !== '' && !own.has(name)) free.push(name);
    for (const name of node.outputs) own.add(name);
  }
  for (const { name } of graph.outputs) if (!own.has(name)) free.push(name);
  return free;
}

function hints(node: OnnxNode): Pick<GraphNode, 'path' | 'merged'> {
  const path = modulePath(node);
  const merged =
    /FuseBatchNorm/.test(node.rewrite ?? '') ||
    (node.op === 'Conv' && /BatchNorm\dd|batch_norm/.test(node.namespace ?? ''))
      ? 'batch-norm'
      : undefined;
  return { ...(path === undefined ? {} : { path }), ...(merged === undefined ? {} : { merged }) };
}

/** `/layer1/layer1.0/conv1/Conv` and `….torchvision.models.resnet.ResNet/layer1.0: …` both name `layer1.0`. */
function modulePath(node: OnnxNode): string | undefined {
  if (node.namespace !== undefined) {
    const parts = node.namespace.split('/').map((part) => part.split(':')[0]?.trim() ?? '');
    const last = parts.at(-2);
    return last === '' ? undefined : last;
  }
  if (!node.name.startsWith('/')) return undefined;
  const parts = node.name.split('/').slice(1, -1);
  const path: string[] = [];
  for (const part of parts) {
    const before = path.join('.');
    // TorchScript repeats the list that a module stands in: /layer1/layer1.0.
    if (before !== '' && part.startsWith(`${before}.`)) path.splice(0, path.length, part);
    else if (path.length > 0 && part.startsWith(`${path.at(-1)}.`)) path.splice(-1, 1, part);
    else path.push(part);
  }
  return path.length === 0 ? undefined : path.join('.');
}
