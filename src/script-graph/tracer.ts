import type { ModelGraph, Shape } from '../graph/model-graph.ts';
import { isActivation } from '../graph/structure/kinds.ts';
import { containerOf } from '../knowledge/pytorch/containers.ts';
import type { Arguments, Library, LibraryCall, Machine } from '../script/machine.ts';
import { ownMethod } from '../script/python/classes.ts';
import { type Address, primitive, type Value } from '../script/value.ts';
import { GraphBuilder } from './builder.ts';
import { type LayerKind, layerKind, layerName } from './layers.ts';
import { isModule, isOwnModule, type ModuleTree, mayHold, membersOf, parameterShape } from './modules.ts';
import { OPERATORS, Operations, type Place } from './operations.ts';
import { TENSOR, Tensors } from './tensors.ts';
import { detailAt, NotFollowed } from './values.ts';

/** Follows the call of a network on a symbolic tensor: the library that stands in front of all others meanwhile. */
export class Tracer {
  readonly #m: Machine;
  readonly #builder = new GraphBuilder();
  readonly #tensors: Tensors;
  readonly #operations: Operations;
  readonly #tree: ModuleTree;
  readonly #kinds = new Map<Address, LayerKind>();
  /** Modules whose calls are being followed, the innermost last. */
  readonly #within: string[] = [];
  /** What could not be followed first: from there on nothing is believed. */
  #failure: NotFollowed | undefined;

  constructor(m: Machine, tree: ModuleTree) {
    this.#m = m;
    this.#tree = tree;
    this.#tensors = new Tensors(m, this.#builder);
    this.#operations = new Operations(m, this.#builder, this.#tensors, (value) => this.#parameter(value));
  }

  get sites(): ReadonlyMap<string, number> {
    return this.#builder.sites;
  }

  /**
   * Calls the network; the graph of what it gives.
   * @throws {NotFollowed} where something on the way could not be followed.
   */
  run(root: Value, shape: Shape | undefined, site: number): ModelGraph {
    const input = this.#builder.input(shape);
    const args: Arguments = { positional: [this.#tensors.make(input, site)], keyword: new Map(), open: false };
    const result = this.#m.call(root, args, site);
    if (this.#failure !== undefined) throw this.#failure;
    const output = this.#tensors.index(result, site);
    return this.#builder.finish(input, output);
  }

  readonly library: Library = {
    call: (m, call) => this.#guarded(call.site, () => this.#call(m, call)),
    member: (_m, name, self, member, site) => {
      if (member === 'training' && self !== undefined && !name.startsWith(TENSOR)) return primitive(true, site);
      if (name !== TENSOR || self === undefined) return undefined;
      return this.#guarded(site, () => this.#tensorMember(self, member, site));
    },
    write: (_m, self, _key, _value, site) => {
      if (detailAt(this.#m, self)?.name === TENSOR) this.#fail(new NotFollowed('a tensor is written into', site));
    },
    callInstance: (m, instance, base, args, site) =>
      this.#guarded(site, () => {
        if (!isOwnModule(m, instance)) return undefined;
        return this.#inside(instance, () => {
          const forward = ownMethod(m, instance, 'forward', site);
          if (forward !== undefined) return m.call(forward, args, site);
          if (containerOf(base) === 'Sequential') return this.#chain(instance, args, site);
          throw new NotFollowed('a module without forward is called', site);
        });
      }),
    isObject: (_m, value) => this.#tensors.is(value),
    updateInPlace: (_m, operator, target, value, site) => {
      if (!this.#tensors.isIn(target)) return false;
      this.#guarded(site, () => {
        const op = OPERATORS[operator];
        if (op === undefined) throw new NotFollowed(`${operator} in place`, site);
        this.#tensors.overwrite(target, this.#operations.binary(op, target, value, this.#place(site)), site);
        return target;
      });
      return true;
    },
  };

  #fail(failure: NotFollowed): Value {
    this.#failure ??= failure;
    return this.#m.unknown('call', failure.message, failure.site);
  }

  #guarded(_site: number, run: () => Value | undefined): Value | undefined {
    try {
      return run();
    } catch (error) {
      if (error instanceof NotFollowed) return this.#fail(error);
      throw error;
    }
  }

  #place(site: number): Place {
    return { path: this.#within.at(-1) ?? '', site };
  }

  #inside<T>(module: Address, run: () => T): T {
    const path = this.#tree.paths.get(module);
    if (path === undefined) throw new NotFollowed('a module is called that is no part of the network', 0);
    this.#within.push(path);
    try {
      return run();
    } finally {
      this.#within.pop();
    }
  }

  #call(m: Machine, call: LibraryCall): Value | undefined {
    const { name, self, arguments: args, site } = call;
    const detail = self === undefined ? undefined : detailAt(m, self);
    if (self !== undefined && detail !== undefined && name === `${detail.name}#()`) {
      if (containerOf(detail.name) === 'Sequential') return this.#inside(self, () => this.#chain(self, args, site));
      if (layerName(detail.name) !== undefined && args.positional.some((value) => this.#tensors.isIn(value)))
        return this.#layer(self, args, site);
    }
    if (self !== undefined && containerOf(name.replace(/#forward$/, '')) === 'Sequential' && name.endsWith('#forward'))
      return this.#chain(self, args, site);
    const tensorSelf = detail?.name === TENSOR && self !== undefined;
    if (tensorSelf) {
      const receiver: Value = { kind: 'reference', address: self, provenance: site };
      const all = { ...args, positional: [receiver, ...args.positional] };
      return this.#operations.call(name.slice(TENSOR.length + 1), all, this.#place(site));
    }
    const values = [...args.positional, ...args.keyword.values()];
    if (!values.some((value) => this.#tensors.isIn(value))) return undefined;
    const operator = name.startsWith('operator.') ? name.slice('operator.'.length) : undefined;
    if (operator !== undefined) {
      const [left, right] = args.positional;
      const op = OPERATORS[operator];
      if (op !== undefined && left !== undefined && right !== undefined)
        return this.#tensors.make(this.#operations.binary(op, left, right, this.#place(site)), site);
      throw new NotFollowed(`${operator} of a tensor is not followed`, site);
    }
    const base = /^torch\.(?:nn\.functional\.|_C\._nn\.)?(\w+)$/.exec(name)?.[1];
    if (base === undefined) throw new NotFollowed(`${name} is not followed`, site);
    const keyed = args.keyword.get('input') ?? args.keyword.get('tensors');
    if (args.positional.length === 0 && keyed !== undefined)
      throw new NotFollowed(`${name} with its input by name`, site);
    return this.#operations.call(base, args, this.#place(site));
  }

  #tensorMember(self: Address, member: string, site: number): Value | undefined {
    const value: Value = { kind: 'reference', address: self, provenance: site };
    if (member === 'shape') return this.#tensors.sizeList(this.#tensors.index(value, site), site);
    if (/^(?:data|grad|T|mT|real|imag)$/.test(member))
      throw new NotFollowed(`.${member} of a tensor is not followed`, site);
    return undefined;
  }

  /** The members of a container, one after the other. */
  #chain(container: Address, args: Arguments, site: number): Value {
    const [x] = args.positional;
    if (x === undefined || args.positional.length !== 1 || args.keyword.size > 0 || args.open)
      throw new NotFollowed('a sequence of layers that gets other than one tensor', site);
    let value = x;
    for (const { name, value: member } of membersOf(this.#m, container)) {
      if (!isModule(this.#m, member)) {
        if (mayHold(this.#m, member)) throw new NotFollowed(`${name} in a sequence of layers is not followed`, site);
        continue;
      }
      const each: Arguments = { positional: [value], keyword: new Map(), open: false };
      const detail = detailAt(this.#m, member.address);
      const isLayer = detail !== undefined && containerOf(detail.name) === undefined;
      value = isLayer ? this.#layer(member.address, each, site, detail.site) : this.#m.call(member, each, site);
    }
    return value;
  }

  /** A layer made where it is called has nothing to train: it is as if its function were called. */
  #pathOfPassing(kind: LayerKind, name: string, site: number): string {
    // Such a dropout is active in evaluation, too.
    if (kind.parameters.length > 0 || kind.buffers.length > 0 || kind.op === 'dropout')
      throw new NotFollowed(`a ${layerName(name)} is called that is no part of the network`, site);
    return this.#place(site).path;
  }

  #layer(address: Address, args: Arguments, site: number, place?: number): Value {
    const detail = detailAt(this.#m, address);
    if (detail === undefined) throw new NotFollowed('a layer is not known', site);
    let kind = this.#kinds.get(address);
    if (kind === undefined) {
      membersOf(this.#m, address);
      kind = layerKind(this.#m, detail);
      if (kind === undefined) throw new NotFollowed(`${detail.name} is not followed`, detail.site);
      this.#kinds.set(address, kind);
    }
    const path = this.#tree.paths.get(address) ?? this.#pathOfPassing(kind, detail.name, site);
    const [x] = args.positional;
    if (x === undefined || args.positional.length !== 1 || args.keyword.size > 0)
      throw new NotFollowed(`${layerName(detail.name)} with other than one tensor`, site);
    const tensor = this.#tensors.index(x, site);
    if (kind.op === 'identity') return x;
    // What a layer is stands where it is made; an activation is what is done where it is called.
    const at = place ?? (isActivation({ op: kind.op ?? '' }) ? site : detail.site);
    const made = this.#apply(kind, tensor, path, at, site);
    if (!kind.inPlace) return this.#tensors.make(made, site);
    this.#tensors.overwrite(x, made, site);
    return x;
  }

  #apply(kind: LayerKind, x: number, path: string, made: number, site: number): number {
    const place = { path, site: made };
    const shape = this.#builder.shape(x);
    this.#fits(kind, shape, site);
    const { attributes } = kind;
    if (kind.op === undefined) throw new NotFollowed('a layer that cannot be called', site);
    if (kind.op === 'flatten')
      return this.#operations.flatten(x, Number(attributes.start), Number(attributes.end), place);
    if (/^adaptive-/.test(kind.op) && Array.isArray(attributes.size))
      return this.#operations.adaptive(kind.op, x, attributes.size, place);
    const shapes = new Map(
      [
        ...kind.parameters.map((weight) => ({ ...weight, role: 'parameter' as const })),
        ...kind.buffers.map((weight) => ({ ...weight, role: 'buffer' as const })),
      ].map((weight) => [weight.name, weight]),
    );
    const operands = kind.operands.map((operand) => {
      if (typeof operand !== 'string') return this.#builder.filled(operand.size, operand.fill);
      const weight = shapes.get(operand);
      return this.#builder.weight(`${path}.${operand}`, weight?.shape ?? [], weight?.role);
    });
    if (kind.op !== 'linear') return this.#builder.node(kind.op, [x, ...operands], attributes, place);
    const [out, into] = kind.parameters[0]?.shape ?? [];
    return this.#builder.node('linear', [x, ...operands], { out: out ?? 0, in: into ?? 0, transposed: true }, place);
  }

  /** A layer that cannot take what it gets would stop the script: what is known of the shapes is wrong. */
  #fits(kind: LayerKind, shape: Shape | undefined, site: number): void {
    if (shape === undefined) return;
    if (kind.rank !== undefined && shape.length !== kind.rank + 2)
      throw new NotFollowed('a layer gets a tensor of other axes than it takes', site);
    const axis = kind.op === 'linear' ? shape.length - 1 : 1;
    const width =
      kind.op === 'conv'
        ? (kind.parameters[0]?.shape[1] ?? 0) * Number(kind.attributes.groups)
        : kind.op === 'linear'
          ? kind.parameters[0]?.shape[1]
          : kind.buffers[0]?.shape[0];
    const dim = shape[axis];
    if (width !== undefined && typeof dim === 'number' && dim !== width)
      throw new NotFollowed(`a layer for ${width} channels gets ${dim}`, site);
  }

  #parameter(value: Value): number | undefined {
    const shape = parameterShape(this.#m, value);
    if (shape === undefined || value.kind !== 'reference') return undefined;
    const name = this.#tree.paths.get(value.address);
    if (shape === 'unknown' || name === undefined) throw new NotFollowed('a parameter is not known', value.provenance);
    return this.#builder.weight(name, shape);
  }
}
