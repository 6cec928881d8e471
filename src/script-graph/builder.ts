import type { DraftNode } from '../graph/draft.ts';
import type { AttributeValue, Dim, GraphNode, GraphTensor, ModelGraph, Shape } from '../graph/model-graph.ts';
import { outputShapes } from '../graph/shapes.ts';

/** A graph as it grows while a function runs: tensors by index, nodes in order, and where each was written. */
export class GraphBuilder {
  readonly tensors: GraphTensor[] = [];
  readonly nodes: GraphNode[] = [];
  /** Sites in the script, by the names of the nodes. */
  readonly sites = new Map<string, number>();
  readonly #named = new Map<string, number>();

  shape(tensor: number): Shape | undefined {
    return this.tensors[tensor]?.shape;
  }

  input(shape: Shape | undefined): number {
    return this.tensors.push({ name: 'input', role: 'input', shape, dtype: 'float32' }) - 1;
  }

  /** A parameter or buffer: one tensor however often its layer is called. */
  weight(name: string, shape: readonly number[], role: 'parameter' | 'buffer' = 'parameter'): number {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const index = this.tensors.push({ name, role, shape, dtype: 'float32' }) - 1;
    this.#named.set(name, index);
    return index;
  }

  constant(value: number): number {
    return this.tensors.push({ name: '', role: 'constant', shape: [], dtype: 'float32', data: [value] }) - 1;
  }

  /** A vector of equal numbers that nobody trains. */
  filled(size: number, fill: number): number {
    return this.tensors.push({ name: '', role: 'constant', shape: [size], dtype: 'float32', fill }) - 1;
  }

  /**
   * Adds an operation of one output.
   * @param place The module that it is done in, and where in the script.
   * @param shape Where it follows from more than the operation tells.
   */
  node(
    op: string,
    inputs: readonly number[],
    attributes: Readonly<Record<string, AttributeValue>>,
    place: { readonly path: string; readonly site: number },
    shape?: Shape,
  ): number {
    const name = this.#nameOf(place.path, op);
    this.sites.set(name, place.site);
    const draft: DraftNode = { op, inputs: [...inputs], outputs: [], attributes: { ...attributes }, name };
    const made = shape ?? outputShapes(draft, (input) => this.shape(inputs[input] ?? -1))[0];
    const output = this.tensors.push({ name: `${name}.out`, role: 'activation', shape: made, dtype: 'float32' }) - 1;
    this.nodes.push({ op, inputs, outputs: [output], attributes, name, path: place.path });
    return output;
  }

  /** What came of it, with the input's channels taken from the layer that reads it. */
  finish(input: number, output: number): ModelGraph {
    const reader = this.nodes.find((node) => node.inputs[0] === input);
    const weight = this.tensors[reader?.inputs[1] ?? -1]?.shape;
    const groups = reader?.attributes.groups;
    const depth: Dim | undefined = reader?.op === 'conv' ? weight?.[1] : undefined;
    const tensors = this.tensors.map((tensor, i): GraphTensor => {
      if (i !== input || typeof depth !== 'number' || typeof groups !== 'number') return tensor;
      return { ...tensor, shape: tensor.shape?.map((dim, axis) => (axis === 1 ? depth * groups : dim)) };
    });
    return { tensors, nodes: this.nodes, inputs: [input], outputs: [output], producer: 'script', training: true };
  }

  #nameOf(path: string, op: string): string {
    const stem = path === '' ? op : `${path}/${op}`;
    if (!this.sites.has(stem)) return stem;
    let count = 2;
    while (this.sites.has(`${stem}_${count}`)) count++;
    return `${stem}_${count}`;
  }
}
