import type { AttributeValue } from '../../graph/model-graph.ts';
import type { OnnxAttribute, OnnxNode } from './model.ts';

/** Operators whose attributes mean what they say, given under the names that the model graph uses. */
export interface Converted {
  readonly op: string;
  readonly attributes: Record<string, AttributeValue>;
}

/** The neutral form of an operator: names without the quirks of operator sets, defaults written out. */
export function convertOperator(node: OnnxNode, opset: number): Converted {
  const number = (name: string, fallback: number): number => numberOf(node.attributes.get(name)) ?? fallback;
  const numbers = (name: string): readonly number[] | undefined => numbersOf(node.attributes.get(name));
  const text = (name: string): string | undefined => textOf(node.attributes.get(name));
  const optional = (entries: Record<string, AttributeValue | undefined>): Record<string, AttributeValue> =>
    Object.fromEntries(
      Object.entries(entries).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined),
    );
  const window = (): Record<string, AttributeValue> => {
    const autoPad = text('auto_pad');
    return optional({
      kernel: numbers('kernel_shape'),
      strides: numbers('strides'),
      dilations: numbers('dilations'),
      pads: numbers('pads'),
      autoPad:
        autoPad === 'SAME_UPPER'
          ? 'same'
          : autoPad === 'SAME_LOWER'
            ? 'same-lower'
            : autoPad === 'VALID'
              ? 'valid'
              : undefined,
    });
  };
  if (node.domain !== '') return convertForeign(node, number);
  const op = kebab(node.op);
  switch (node.op) {
    case 'Conv':
    case 'QLinearConv':
    case 'ConvInteger':
      return { op, attributes: { ...window(), groups: number('group', 1) } };
    case 'ConvTranspose':
      return { op: 'conv-transpose', attributes: { ...window(), groups: number('group', 1) } };
    case 'MaxPool':
    case 'AveragePool':
      return {
        op,
        attributes: {
          ...window(),
          ceil: number('ceil_mode', 0) === 1,
          ...(node.op === 'AveragePool' ? { countPadding: number('count_include_pad', 0) === 1 } : {}),
        },
      };
    case 'BatchNormalization':
      return {
        op: 'batch-norm',
        attributes: {
          epsilon: tidy(number('epsilon', 1e-5)),
          // ONNX's momentum is the weight of the old value; where nobody wrote one, its default says nothing of training.
          ...(node.attributes.has('momentum') ? { momentum: tidy(1 - tidy(number('momentum', 0.9))) } : {}),
          training: opset >= 14 ? number('training_mode', 0) === 1 : opset < 7 && number('is_test', 0) === 0,
        },
      };
    case 'InstanceNormalization':
      return { op: 'instance-norm', attributes: { epsilon: tidy(number('epsilon', 1e-5)) } };
    case 'LayerNormalization':
      return { op: 'layer-norm', attributes: { epsilon: tidy(number('epsilon', 1e-5)), axis: number('axis', -1) } };
    case 'RMSNormalization':
      return { op: 'rms-norm', attributes: { epsilon: tidy(number('epsilon', 1e-5)), axis: number('axis', -1) } };
    case 'GroupNormalization':
      return {
        op: 'group-norm',
        attributes: { epsilon: tidy(number('epsilon', 1e-5)), groups: number('num_groups', 1) },
      };
    case 'LRN':
      return { op: 'local-response-norm', attributes: { size: number('size', 1) } };
    case 'Gemm':
      return {
        op: 'gemm',
        attributes: {
          alpha: number('alpha', 1),
          beta: number('beta', 1),
          transA: number('transA', 0) === 1,
          transB: number('transB', 0) === 1,
        },
      };
    case 'LeakyRelu':
      return { op: 'leaky-relu', attributes: { slope: tidy(number('alpha', 0.01)) } };
    case 'Elu':
      return { op: 'elu', attributes: { alpha: tidy(number('alpha', 1)) } };
    case 'HardSigmoid':
      return { op: 'hard-sigmoid', attributes: { alpha: tidy(number('alpha', 0.2)), beta: tidy(number('beta', 0.5)) } };
    case 'HardSwish':
      return { op: 'hardswish', attributes: {} };
    case 'PRelu':
      return { op: 'prelu', attributes: {} };
    case 'Swish':
      return { op: 'silu', attributes: optional({ alpha: numberOf(node.attributes.get('alpha')) }) };
    case 'Gelu':
      return { op: text('approximate') === 'tanh' ? 'gelu-tanh' : 'gelu', attributes: {} };
    case 'Softmax':
    case 'LogSoftmax':
      return { op, attributes: { axis: number('axis', opset >= 13 ? -1 : 1) } };
    case 'Clip':
      return {
        op,
        attributes: optional({
          min: numberOf(node.attributes.get('min')),
          max: numberOf(node.attributes.get('max')),
        }),
      };
    case 'Dropout':
      return {
        op,
        attributes: optional({
          rate: opset < 12 ? tidy(number('ratio', 0.5)) : undefined,
          training: opset < 7 ? number('is_test', 0) === 0 : undefined,
        }),
      };
    case 'Concat':
      return { op, attributes: { axis: number('axis', 1) } };
    case 'Split':
      return {
        op,
        attributes: optional({ axis: number('axis', 0), sizes: numbers('split'), count: node.outputs.length }),
      };
    case 'Gather':
    case 'ArgMax':
      return { op, attributes: { axis: number('axis', 0) } };
    case 'Flatten':
      return { op, attributes: { axis: number('axis', 1) } };
    case 'Transpose':
      return { op, attributes: optional({ perm: numbers('perm') }) };
    case 'Squeeze':
    case 'Unsqueeze':
      return { op, attributes: optional({ axes: numbers('axes') }) };
    case 'Slice':
      return {
        op,
        attributes: optional({ starts: numbers('starts'), ends: numbers('ends'), axes: numbers('axes') }),
      };
    case 'Pad':
      return {
        op,
        attributes: optional({
          mode: text('mode') ?? 'constant',
          pads: numbers('pads') ?? numbers('paddings'),
          value: numberOf(node.attributes.get('value')),
        }),
      };
    case 'Reshape':
      return { op, attributes: optional({ shape: numbers('shape'), allowZero: number('allowzero', 0) === 1 }) };
    case 'Resize':
    case 'Upsample':
      return {
        op: 'resize',
        attributes: optional({
          mode: text('mode') ?? 'nearest',
          coordinates:
            text('coordinate_transformation_mode') ??
            (node.op === 'Upsample' || opset < 11 ? 'asymmetric' : 'half_pixel'),
          scales: numbers('scales'),
        }),
      };
    case 'Cast':
      return { op, attributes: { to: number('to', 1) } };
    case 'Shape':
      return {
        op,
        attributes: optional({
          start: numberOf(node.attributes.get('start')),
          end: numberOf(node.attributes.get('end')),
        }),
      };
    case 'DepthToSpace':
    case 'SpaceToDepth':
      return { op, attributes: { block: number('blocksize', 1) } };
    default:
      if (/^Reduce[A-Z]/.test(node.op)) {
        return { op, attributes: optional({ axes: numbers('axes'), keep: number('keepdims', 1) === 1 }) };
      }
      return { op, attributes: plain(node.attributes) };
  }
}

function convertForeign(node: OnnxNode, number: (name: string, fallback: number) => number): Converted {
  if (node.domain === 'com.microsoft' || node.domain === 'ai.onnx.contrib') {
    if (node.op === 'Gelu') return { op: 'gelu', attributes: {} };
    if (node.op === 'FastGelu') return { op: 'gelu-tanh', attributes: {} };
    if (node.op === 'QuickGelu') return { op: 'quick-gelu', attributes: {} };
    if (node.op === 'LayerNormalization') {
      return { op: 'layer-norm', attributes: { epsilon: tidy(number('epsilon', 1e-5)), axis: number('axis', -1) } };
    }
  }
  return { op: `${node.domain}:${node.op}`, attributes: plain(node.attributes) };
}

function plain(attributes: ReadonlyMap<string, OnnxAttribute>): Record<string, AttributeValue> {
  const out: Record<string, AttributeValue> = {};
  for (const [name, attribute] of attributes) {
    if (attribute.kind === 'number' || attribute.kind === 'text') out[name] = attribute.value;
    else if (attribute.kind === 'numbers' && attribute.value.length <= 64) out[name] = attribute.value;
  }
  return out;
}

export function numberOf(attribute: OnnxAttribute | undefined): number | undefined {
  return attribute?.kind === 'number' ? attribute.value : undefined;
}

export function numbersOf(attribute: OnnxAttribute | undefined): readonly number[] | undefined {
  return attribute?.kind === 'numbers' ? attribute.value : undefined;
}

function textOf(attribute: OnnxAttribute | undefined): string | undefined {
  return attribute?.kind === 'text' ? attribute.value : undefined;
}

/** The decimal that a person wrote, from the float32 that it became: 0.000009999999747378752 is 1e-5. */
export function tidy(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value) || Math.abs(short - value) <= 1e-7 * Math.abs(value)) return short;
  }
  return value;
}

/** `GlobalAveragePool` is `global-average-pool`, `MatMul` `mat-mul`. */
function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
