import type { GraphNode, GraphTensor, ModelGraph } from '../../../src/graph/model-graph.ts';

/** A graph that changes are made to one after the other; the graph that it began with stays as it is. */
export class Edit {
  readonly tensors: GraphTensor[];
  nodes: GraphNode[];
  readonly #graph: ModelGraph;
  #outputs: readonly number[];

  constructor(graph: ModelGraph) {
    this.#graph = graph;
    this.tensors = [...graph.tensors];
    this.nodes = [...graph.nodes];
    this.#outputs = graph.outputs;
  }

  finish(): ModelGraph {
    return { ...this.#graph, tensors: this.tensors, nodes: this.nodes, outputs: this.#outputs };
  }

  maker(tensor: number | undefined): GraphNode | undefined {
    return tensor === undefined ? undefined : this.nodes.find(({ outputs }) => outputs.includes(tensor));
  }

  users(tensor: number | undefined): GraphNode[] {
    return tensor === undefined ? [] : this.nodes.filter(({ inputs }) => inputs.includes(tensor));
  }

  role(tensor: number | undefined): string | undefined {
    return this.tensors[tensor ?? -1]?.role;
  }

  isActivation(tensor: number | undefined): boolean {
    const role = this.role(tensor);
    return role === 'activation' || role === 'input';
  }

  /** Puts a changed node in the place of the node of this name. */
  set(node: GraphNode, change: Partial<GraphNode>): void {
    this.nodes = this.nodes.map((entry) => (entry.outputs[0] === node.outputs[0] ? { ...entry, ...change } : entry));
  }

  setAttributes(node: GraphNode, attributes: GraphNode['attributes']): void {
    this.set(node, { attributes: { ...node.attributes, ...attributes } });
  }

  remove(nodes: ReadonlySet<GraphNode>): void {
    this.nodes = this.nodes.filter((node) => !nodes.has(node));
  }

  /** Has all that read one tensor read another. */
  reroute(from: number, to: number): void {
    const other = (tensor: number): number => (tensor === from ? to : tensor);
    this.nodes = this.nodes.map((node) =>
      node.inputs.includes(from) ? { ...node, inputs: node.inputs.map(other) } : node,
    );
    this.#outputs = this.#outputs.map(other);
  }

  /** Takes a node out: its readers read one of its operands. */
  bypass(node: GraphNode, operand = node.inputs[0] ?? -1): void {
    this.remove(new Set(this.nodes.filter(({ outputs }) => outputs[0] === node.outputs[0])));
    this.reroute(node.outputs[0] ?? -1, operand);
  }

  addTensor(tensor: GraphTensor): number {
    return this.tensors.push(tensor) - 1;
  }

  activation(): number {
    return this.addTensor({ name: `made ${this.tensors.length}`, role: 'activation' });
  }

  /** Puts a node between a tensor and all that read it. */
  insertAfter(tensor: number, node: Omit<GraphNode, 'inputs' | 'outputs'>, more: readonly number[] = []): void {
    const made = this.activation();
    this.reroute(tensor, made);
    const at = this.nodes.findIndex(({ outputs }) => outputs.includes(tensor));
    this.nodes.splice(at + 1, 0, { ...node, inputs: [tensor, ...more], outputs: [made] });
  }

  /** Puts one node in the place of several that have one input and one output. */
  replaceGroup(group: readonly GraphNode[], node: Omit<GraphNode, 'inputs' | 'outputs'>): void {
    const outputs = new Set(group.flatMap((entry) => entry.outputs));
    const input = group.flatMap(({ inputs }) => inputs).find((x) => this.isActivation(x) && !outputs.has(x)) ?? -1;
    const output = group.at(-1)?.outputs[0] ?? -1;
    const at = this.nodes.findIndex((entry) => entry.outputs[0] === group[0]?.outputs[0]);
    this.nodes.splice(at, 0, { ...node, inputs: [input], outputs: [output] });
    const gone = new Set(this.nodes.filter((entry) => group.some((old) => old === entry)));
    this.remove(gone);
  }

  shape(tensor: number | undefined): readonly number[] {
    return (this.tensors[tensor ?? -1]?.shape ?? []).map(Number);
  }

  resize(tensor: number | undefined, axis: number, size: number): void {
    const found = this.tensors[tensor ?? -1];
    if (tensor === undefined || found?.shape === undefined) throw new Error('a tensor without a shape');
    const { data: _, ...rest } = found;
    this.tensors[tensor] = { ...rest, shape: found.shape.map((dim, i) => (i === axis ? size : dim)) };
  }

  /**
   * Makes a tensor of so many channels more or fewer, and with it whatever must follow: norms, depthwise kernels and gates on
   * its way, and the inputs of the layers that read it. Sums are left alone: a width that reaches one cannot be changed.
   */
  widen(tensor: number, by: number): void {
    const seen = new Set([tensor]);
    const products: GraphNode[] = [];
    const queue = [tensor];
    const pass = (node: GraphNode): void => {
      for (const output of node.outputs) {
        if (seen.has(output)) continue;
        seen.add(output);
        queue.push(output);
      }
    };
    const grow = (target: number | undefined, axis: number): void => {
      this.resize(target, axis, (this.shape(target)[axis] ?? 0) + by);
    };
    for (let x = queue.shift(); x !== undefined; x = queue.shift()) {
      for (const node of this.users(x)) {
        const weight = node.inputs[1];
        if (node.op === 'batch-norm') {
          for (const part of node.inputs.slice(1)) grow(part, 0);
          pass(node);
        } else if (node.op === 'conv' && Number(node.attributes.groups) > 1) {
          if (this.shape(weight)[1] !== 1) throw new Error('a grouped convolution');
          grow(weight, 0);
          if (node.inputs[2] !== undefined) grow(node.inputs[2], 0);
          this.setAttributes(node, { groups: Number(node.attributes.groups) + by });
          pass(node);
        } else if (node.op === 'conv' || node.op === 'gemm') grow(weight, 1);
        else if (node.op === 'mat-mul') {
          const transposed = this.maker(weight);
          if (transposed?.op !== 'transpose') throw new Error('a product without a kernel');
          grow(transposed.inputs[0], 1);
        } else if (node.op === 'mul' && node.inputs.every((input) => this.isActivation(input))) {
          products.push(node);
          pass(node);
        } else if (node.op === 'add' && node.inputs.every((input) => this.isActivation(input))) {
          throw new Error('the width reaches a sum');
        } else {
          for (const input of node.inputs) if (this.role(input) === 'parameter') grow(input, 0);
          pass(node);
        }
      }
    }
    // The other operand of a product is a gate, which must have as many channels.
    for (const { inputs } of products) {
      for (const input of inputs) {
        if (seen.has(input)) continue;
        let node = this.maker(input);
        while (node !== undefined && node.op !== 'conv') node = this.maker(node.inputs[0]);
        grow(node?.inputs[1], 0);
        if (node?.inputs[2] !== undefined) grow(node.inputs[2], 0);
      }
    }
  }
}
