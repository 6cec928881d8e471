/** What an ONNX file holds, as it stands in the file; tensors by place, without their numbers. */

export type OnnxDim = number | string;

/** Where a message lies in the file. */
export type ByteRange = readonly [offset: number, length: number];

/** Where the numbers of a tensor are. Typed data is in the fields `float_data` and its kin. */
export type TensorData =
  | { readonly kind: 'none' }
  | { readonly kind: 'raw'; readonly offset: number; readonly length: number }
  | {
      readonly kind: 'typed';
      readonly field: number;
      readonly pieces: readonly (readonly [offset: number, length: number])[];
    }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length: number | undefined;
    };

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** As in `TensorProto.DataType`. */
  readonly type: number;
  readonly data: TensorData;
  /** The whole message; undefined for sparse tensors. */
  readonly at?: ByteRange;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: number;
  /** Undefined where the rank is not declared; an empty name where a dimension is not. */
  readonly shape: readonly OnnxDim[] | undefined;
}

/** `at` is the whole message, its name included. */
export type OnnxAttribute = OnnxAttributeContent & { readonly at?: ByteRange };

type OnnxAttributeContent =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'numbers'; readonly value: readonly number[] }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'graph'; readonly value: OnnxGraph }
  | { readonly kind: 'graphs'; readonly value: readonly OnnxGraph[] }
  /** Takes the attribute of this name from the call of the function that it stands in. */
  | { readonly kind: 'reference'; readonly value: string }
  | { readonly kind: 'other' };

export interface OnnxNode {
  readonly op: string;
  readonly domain: string;
  readonly overload: string;
  readonly name: string;
  /** Empty where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** Exporter notes that bear on meaning: the module that the node came from, and the rewrite that made it. */
  readonly namespace?: string;
  readonly rewrite?: string;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly values: readonly OnnxValue[];
}

export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
  readonly defaults: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  /** Version of each imported operator set; the standard one is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  readonly functions: readonly OnnxFunction[];
  readonly training: boolean;
}
