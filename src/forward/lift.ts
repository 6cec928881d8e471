import type { OnnxNode } from '../sources/onnx/model.ts';

/** Versions of the standard operators at which one changed its meaning or its operands, as ONNX's own schemas have it. */
const CHANGED: Readonly<Record<string, readonly number[]>> = {
  BatchNormalization: [9, 14],
  Clip: [11],
  DFT: [20],
  Dropout: [12],
  GridSample: [20],
  GroupNormalization: [21],
  Hardmax: [13],
  LogSoftmax: [13],
  Pad: [11],
  ReduceL1: [18],
  ReduceL2: [18],
  ReduceLogSum: [18],
  ReduceLogSumExp: [18],
  ReduceMax: [18],
  ReduceMean: [18],
  ReduceMin: [18],
  ReduceProd: [18],
  ReduceSum: [13],
  ReduceSumSquare: [18],
  Resize: [11],
  Scan: [9],
  Slice: [10],
  Softmax: [13],
  Split: [13, 18],
  Squeeze: [13],
  TopK: [10],
  Unsqueeze: [13],
  Upsample: [9, 10],
};

/** Versions at which it was settled what windows give that end in the padding, where sizes are rounded up. */
const ROUNDED_UP: Readonly<Record<string, readonly number[]>> = { MaxPool: [22], AveragePool: [19, 22] };

/** A node as a later version of the operators has it: attributes that became operands, and those that are new. */
export interface Lifted {
  readonly dropped: readonly string[];
  /** Lists of integers that become the operand of that number. */
  readonly operands: readonly (readonly [place: number, values: readonly number[]])[];
  readonly added: Readonly<Record<string, number>>;
}

const AS_IT_IS: Lifted = { dropped: [], operands: [], added: {} };

/** What a node of one version of the standard operators is in a later one; undefined where that is not known. */
export function lift(node: OnnxNode, from: number, to: number): Lifted | undefined {
  if (node.domain !== '' || from >= to) return AS_IT_IS;
  const rounding = ROUNDED_UP[node.op];
  if (rounding !== undefined) {
    const ceil = node.attributes.get('ceil_mode');
    const roundsUp = ceil?.kind === 'number' && ceil.value === 1;
    return roundsUp && rounding.some((version) => version > from && version <= to) ? undefined : AS_IT_IS;
  }
  const changes = (CHANGED[node.op] ?? []).filter((version) => version > from && version <= to);
  if (changes.length === 0) return AS_IT_IS;
  const list = (name: string): readonly number[] | undefined => {
    const attribute = node.attributes.get(name);
    return attribute?.kind === 'numbers' ? attribute.value : undefined;
  };
  const moved = (name: string): Lifted => {
    const values = list(name);
    return values === undefined ? AS_IT_IS : { ...AS_IT_IS, dropped: [name], operands: [[1, values]] };
  };
  if (node.op.startsWith('Reduce') || node.op === 'Squeeze' || node.op === 'Unsqueeze') return moved('axes');
  if (node.op === 'Split') {
    const lifted = changes.includes(13) ? moved('split') : AS_IT_IS;
    const isSized = lifted.operands.length > 0 || (node.inputs[1] ?? '') !== '';
    return to >= 18 && !isSized ? { ...lifted, added: { num_outputs: node.outputs.length } } : lifted;
  }
  if (node.op === 'BatchNormalization') {
    const single = node.outputs.slice(1).every((output) => output === '');
    return single && !node.attributes.has('spatial') && from >= 7 ? AS_IT_IS : undefined;
  }
  if (node.op === 'Dropout') return from >= 7 ? { ...AS_IT_IS, dropped: ['ratio'] } : undefined;
  return undefined;
}
