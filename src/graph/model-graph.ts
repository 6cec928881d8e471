/**
 * The layers of a network and how they are joined, whether they were read from an ONNX file or from a module in a script.
 * Plain data: tensors and nodes refer to each other by index.
 */

/** A size, the name of a symbolic one, or '' where nothing is known of it. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/**
 * parameter: trained. buffer: kept with the network but not trained, such as running statistics. constant: neither.
 * random: drawn anew at each pass.
 */
export type TensorRole = 'input' | 'parameter' | 'buffer' | 'constant' | 'activation' | 'random';

export interface GraphTensor {
  /** As in the source; '' for what a pass made that does not stand there. */
  readonly name: string;
  /** Where it stands in the source, if not under its own name: the tensor there, and the order of its axes that gives this one. */
  readonly stored?: { readonly name: string; readonly perm: readonly number[] } | undefined;
  readonly role: TensorRole;
  /** Undefined where not even the rank is known. */
  readonly shape?: Shape | undefined;
  readonly dtype?: string | undefined;
  /** The elements in row-major order, for constants of few elements; NaN where one is not known. */
  readonly data?: readonly number[] | undefined;
  /** Set where all elements are known to be equal to this, however many there are. */
  readonly fill?: number | undefined;
  /** Index in the weights of the source, where the elements can be read. */
  readonly weights?: number | undefined;
  /** For a parameter that is computed from another: a transposed kernel, a scaled one. */
  readonly from?: number | undefined;
}

export type AttributeValue = number | string | boolean | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * One operation. Names are those of ONNX in lower case and hyphens (`mat-mul`, `max-pool`) and, in canonical graphs, those of
 * composite layers (`linear`, `gelu`, `layer-norm`, `attention`, …); what is of another domain is `domain:Name`.
 *
 * Attributes of layers: conv and conv-transpose {kernel, strides, dilations, pads (all begins, then all ends), autoPad?, groups},
 * inputs [x, weight, bias?] with the weight as [out, in/groups, …kernel]; batch-norm {epsilon, momentum (as PyTorch's),
 * training}, inputs [x, scale, offset, mean, variance]; linear inputs [x, weight, bias?] with {in, out}; pools {kernel, strides,
 * pads, ceil, countPadding}; norms {epsilon, groups?}; clip {min, max}; transpose {perm}; reduce-… {axes, keep}.
 */
export interface GraphNode {
  readonly op: string;
  /** Tensor indices; -1 where an optional input is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly attributes: Attributes;
  /** As in the source, for evidence; '' where it has none. */
  readonly name: string;
  /** Dotted path of the module that the node came from, where the source says: a hint, never proof. */
  readonly path?: string | undefined;
  /** What an exporter's note says was merged into the node: `batch-norm`. */
  readonly merged?: string | undefined;
}

export interface ModelGraph {
  readonly tensors: readonly GraphTensor[];
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Who wrote it, such as `pytorch 2.13.0`. */
  readonly producer: string;
  /** Set where it is known to be the graph of training, with nothing merged, whether or not a layer shows it. */
  readonly training?: boolean;
}

/** Gives elements of a tensor of the graph, from `start` on; undefined where they cannot be read. */
export type WeightAccess = (tensor: number, start: number, count: number) => Float64Array | undefined;

/** Elements of a shape; undefined where one size is not a number. */
export function sizeOf(shape: Shape | undefined): number | undefined {
  if (shape === undefined) return undefined;
  let product = 1;
  for (const dim of shape) {
    if (typeof dim !== 'number') return undefined;
    product *= dim;
  }
  return product;
}
