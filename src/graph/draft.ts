import type { AttributeValue, GraphNode, GraphTensor, ModelGraph, TensorRole } from './model-graph.ts';

export interface DraftTensor extends GraphTensor {
  name: string;
  role: TensorRole;
  shape?: GraphTensor['shape'];
  dtype?: string | undefined;
  data?: readonly number[] | undefined;
  fill?: number | undefined;
  from?: number | undefined;
}

export interface DraftNode extends GraphNode {
  op: string;
  inputs: number[];
  outputs: number[];
  attributes: Record<string, AttributeValue>;
  merged?: string | undefined;
  dead?: boolean;
}

/** A graph under change: passes rewrite it in place, and `finish` gives the graph that is left. */
export class Draft {
  readonly tensors: DraftTensor[];
  readonly nodes: DraftNode[];
  readonly inputs: readonly number[];
  readonly outputs: number[];
  readonly #producer: string;
  /** By tensor: the node that makes it, or -1. */
  readonly #makers: number[];
  readonly #users: number[][];
  #order: DraftNode[] | undefined;

  constructor(graph: ModelGraph) {
    this.tensors = graph.tensors.map((tensor) => ({ ...tensor }));
    this.nodes = graph.nodes.map((node) => ({
      ...node,
      inputs: [...node.inputs],
      outputs: [...node.outputs],
      attributes: { ...node.attributes },
    }));
    this.inputs = graph.inputs;
    this.outputs = [...graph.outputs];
    this.#producer = graph.producer;
    this.#makers = this.tensors.map(() => -1);
    this.#users = this.tensors.map(() => []);
    for (const [i, node] of this.nodes.entries()) {
      for (const tensor of node.outputs) if (tensor >= 0) this.#makers[tensor] = i;
      for (const tensor of node.inputs) if (tensor >= 0) this.#users[tensor]?.push(i);
    }
  }

  tensor(index: number | undefined): DraftTensor | undefined {
    return index === undefined ? undefined : this.tensors[index];
  }

  /** The node that makes a tensor; undefined for inputs and constants. */
  maker(tensor: number | undefined): DraftNode | undefined {
    const node = tensor === undefined ? undefined : this.nodes[this.#makers[tensor] ?? -1];
    return node?.dead === true ? undefined : node;
  }

  /** Nodes that read a tensor, each once. */
  users(tensor: number | undefined): DraftNode[] {
    const found = new Set<DraftNode>();
    for (const i of (tensor === undefined ? undefined : this.#users[tensor]) ?? []) {
      const node = this.nodes[i];
      if (node !== undefined && node.dead !== true && node.inputs.includes(tensor ?? -1)) found.add(node);
    }
    return [...found];
  }

  /** The only reader of a tensor that is no output of the graph. */
  soleUser(tensor: number | undefined): DraftNode | undefined {
    const users = this.users(tensor);
    return users.length === 1 && !this.outputs.includes(tensor ?? -1) ? users[0] : undefined;
  }

  /** Whether a tensor is a constant, parameter or buffer: nothing of the input flows into it. */
  isConstant(tensor: number | undefined): boolean {
    const role = this.tensor(tensor)?.role;
    return role === 'parameter' || role === 'buffer' || role === 'constant';
  }

  /** The number that a constant of one element, or of equal elements, holds. */
  scalar(tensor: number | undefined): number | undefined {
    const found = this.tensor(tensor);
    if (found === undefined || !this.isConstant(tensor)) return undefined;
    if (found.fill !== undefined) return found.fill;
    const first = found.data?.[0];
    return first !== undefined && found.data?.every((value) => value === first) ? first : undefined;
  }

  addTensor(tensor: DraftTensor): number {
    this.tensors.push(tensor);
    this.#makers.push(-1);
    this.#users.push([]);
    return this.tensors.length - 1;
  }

  /** Adds a node that makes the given tensors, in place of whatever made them. */
  addNode(node: DraftNode): DraftNode {
    const index = this.nodes.push(node) - 1;
    this.#order = undefined;
    for (const tensor of node.outputs) if (tensor >= 0) this.#makers[tensor] = index;
    for (const tensor of node.inputs) if (tensor >= 0) this.#users[tensor]?.push(index);
    return node;
  }

  setInputs(node: DraftNode, inputs: number[]): void {
    const index = this.#indexOf(node);
    node.inputs = inputs;
    for (const tensor of inputs) {
      const users = tensor >= 0 ? this.#users[tensor] : undefined;
      if (users !== undefined && users.at(-1) !== index) users.push(index);
    }
  }

  /** Has every reader of one tensor read another. */
  replaceTensor(from: number, to: number): void {
    for (const node of this.users(from)) {
      this.setInputs(
        node,
        node.inputs.map((tensor) => (tensor === from ? to : tensor)),
      );
    }
    for (const [i, output] of this.outputs.entries()) if (output === from) this.outputs[i] = to;
  }

  /** Takes a node out, its readers reading its input instead. */
  bypass(node: DraftNode, input = node.inputs[0]): void {
    const output = node.outputs[0];
    node.dead = true;
    if (output !== undefined && input !== undefined) this.replaceTensor(output, input);
  }

  /** Takes out a node that belongs to the one in front of it: what that one makes is from now on what this one made. */
  absorb(node: DraftNode, input: number): void {
    const [made, completed] = [this.tensor(input), this.tensor(node.outputs[0])];
    if (made !== undefined && completed !== undefined) made.name = completed.name;
    this.bypass(node, input);
  }

  /**
   * Live nodes in topological order, as many as have their inputs: what is on a cycle is left out. Passes only ever have a
   * node read what stands before it, so that the order holds until nodes are added.
   */
  order(): DraftNode[] {
    this.#order ??= this.#sorted();
    return this.#order.filter((node) => node.dead !== true);
  }

  #sorted(): DraftNode[] {
    const waiting = new Int32Array(this.nodes.length);
    const ready: number[] = [];
    for (const [i, node] of this.nodes.entries()) {
      if (node.dead === true) continue;
      let reads = 0;
      for (const tensor of node.inputs) {
        const maker = this.#makers[tensor] ?? -1;
        if (maker >= 0 && this.nodes[maker]?.dead !== true) reads++;
      }
      waiting[i] = reads;
      if (reads === 0) ready.push(i);
    }
    const order: DraftNode[] = [];
    const seen = new Int32Array(this.nodes.length).fill(-1);
    for (let next = 0; next < ready.length; next++) {
      const index = ready[next] ?? -1;
      const node = this.nodes[index];
      if (node === undefined) continue;
      order.push(node);
      for (const tensor of node.outputs) {
        if (this.#makers[tensor] !== index) continue;
        for (const user of this.#users[tensor] ?? []) {
          const reader = this.nodes[user];
          if (reader === undefined || reader.dead === true || seen[user] === tensor) continue;
          seen[user] = tensor;
          let reads = 0;
          for (const input of reader.inputs) if (input === tensor) reads++;
          if (reads === 0) continue;
          const left = (waiting[user] ?? 0) - reads;
          waiting[user] = left;
          if (left === 0) ready.push(user);
        }
      }
    }
    return order;
  }

  /** The graph without dead nodes and unused tensors, nodes in topological order. */
  finish(): ModelGraph {
    const order = this.#sorted();
    const needed = new Set<DraftNode>();
    const stack = this.outputs.flatMap((tensor) => this.maker(tensor) ?? []);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (needed.has(node)) continue;
      needed.add(node);
      for (const tensor of node.inputs) {
        const maker = this.maker(tensor);
        if (maker !== undefined && !needed.has(maker)) stack.push(maker);
      }
    }
    const kept = order.filter((node) => node.dead !== true && needed.has(node));
    const numbers = new Map<number, number>();
    const tensors: GraphTensor[] = [];
    const renumber = (tensor: number): number => {
      if (tensor < 0) return -1;
      const known = numbers.get(tensor);
      if (known !== undefined) return known;
      const found = this.tensors[tensor];
      if (found === undefined) return -1;
      const { from, ...rest } = found;
      const index = tensors.push(rest) - 1;
      numbers.set(tensor, index);
      if (from !== undefined) tensors[index] = { ...rest, from: renumber(from) };
      return index;
    };
    const inputs = this.inputs.map(renumber);
    const nodes = kept.map(({ dead: _, ...node }) => ({
      ...node,
      inputs: node.inputs.map(renumber),
      outputs: node.outputs.map(renumber),
    }));
    return { tensors, nodes, inputs, outputs: this.outputs.map(renumber), producer: this.#producer };
  }

  #indexOf(node: DraftNode): number {
    const output = node.outputs.find((tensor) => tensor >= 0);
    const index = output === undefined ? -1 : (this.#makers[output] ?? -1);
    return this.nodes[index] === node ? index : this.nodes.indexOf(node);
  }
}
