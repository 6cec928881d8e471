import type { Literal, Module, Site } from '../../script/ir.ts';
import type { CallDetail, Machine } from '../../script/machine.ts';
import type { Primitive, Provenance } from '../../script/value.ts';
import { OPTIONS } from './inputs.ts';

/** A number that a script binds to a name: a constant, a key of a configuration, a default, an option of the command line. */
export interface Named {
  readonly value: number;
  readonly provenance: Provenance;
  /** The option that sets it. */
  readonly input?: string;
}

/** Calls whose configuration is not that of training. */
const OTHER_PURPOSE = /^(?:evaluate|evaluateDataset|predict|predictOnBatch|classify|summary)$/;

type Bound = Named | 'computed';

/**
 * The one number that a script binds to names of a kind; undefined where it binds several, or computes one. A name proves
 * nothing: this is for what a script leaves to code that is out of sight, and a fact made of it is inferred.
 */
export function namedNumber(m: Machine, pattern: RegExp): Named | undefined {
  const found: Bound[] = [...fromOptions(m, pattern)];
  for (const { module } of m.modules.loaded) found.push(...fromModule(module, pattern));
  const [first] = found;
  if (first === undefined || first === 'computed') return undefined;
  if (found.some((one) => one === 'computed' || one.value !== first.value)) return undefined;
  return first;
}

const plain = (name: string): string => name.replaceAll(/[_-]/g, '').toLowerCase();

function* fromOptions(m: Machine, pattern: RegExp): Generator<Named> {
  for (let address = 1; address <= m.memory.size; address++) {
    const { kind, detail } = m.memory.object(address);
    if (kind !== 'call' || (detail as CallDetail).name !== OPTIONS) continue;
    for (const key of m.memory.keys(address)) {
      const held = pattern.test(plain(key)) ? m.memory.read(address, key) : undefined;
      const ways = held === undefined ? [] : held.kind === 'choice' ? held.options.map(({ value }) => value) : [held];
      for (const way of ways) if (way.kind === 'primitive') yield* numberOf(way);
    }
  }
}

function* numberOf({ value, provenance, input }: Primitive): Generator<Named> {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number))
    yield { value: number, provenance, ...(input === undefined ? {} : { input }) };
}

interface Node {
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly site?: unknown;
  readonly value?: unknown;
  readonly target?: unknown;
  readonly key?: unknown;
  readonly default?: unknown;
  readonly callee?: unknown;
}

function* fromModule(module: Module, pattern: RegExp): Generator<Bound> {
  const stack: unknown[] = [module.body];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) {
      stack.push(...node.filter((part) => part !== undefined));
      continue;
    }
    const record: Node = node;
    if (record.kind === 'call' && OTHER_PURPOSE.test(memberName(record.callee))) continue;
    const name = boundName(record);
    if (name !== undefined && pattern.test(plain(name))) yield* boundTo(valueNode(record));
    stack.push(...Object.values(record).filter((part) => part !== undefined));
  }
}

/** The name that a declaration, an assignment, a property, a field or a parameter binds. */
function boundName(node: Node): string | undefined {
  if (node.kind === 'property') return literalText(node.key);
  if (node.kind === 'field') return literalText(node.name);
  if (node.kind === 'declare' || node.kind === 'assign' || node.kind === 'default-pattern')
    return targetName(node.target);
  if (node.default !== undefined && typeof node.name === 'string') return node.name;
  return undefined;
}

const valueNode = (node: Node): unknown =>
  node.kind === 'default-pattern' || node.value === undefined ? node.default : node.value;

function* boundTo(node: unknown): Generator<Bound> {
  if (typeof node !== 'object' || node === null) return;
  const { kind, value, site }: { kind?: unknown; value?: unknown; site?: unknown } = node;
  if (kind === 'literal') {
    if (typeof value === 'number') yield { value, provenance: site as Site };
    else if ((value as Literal) !== null && value !== undefined) yield 'computed';
  } else if (kind !== 'name' && kind !== 'member' && kind !== 'index' && kind !== 'record') yield 'computed';
}

const literalText = (node: unknown): string | undefined => {
  const { value }: { value?: unknown } = typeof node === 'object' && node !== null ? node : {};
  return typeof value === 'string' ? value : undefined;
};

const targetName = (node: unknown): string | undefined => {
  const { kind, name }: { kind?: unknown; name?: unknown } = typeof node === 'object' && node !== null ? node : {};
  return (kind === 'name' || kind === 'member') && typeof name === 'string' ? name : undefined;
};

const memberName = (callee: unknown): string => {
  const { kind, name }: { kind?: unknown; name?: unknown } =
    typeof callee === 'object' && callee !== null ? callee : {};
  return kind === 'member' && typeof name === 'string' ? name : '';
};

/** Name of what is called at a site, where the script calls something by a name. */
export function calledAt(m: Machine, site: Site): string | undefined {
  for (const { module } of m.modules.loaded) {
    const stack: unknown[] = [module.body];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (typeof node !== 'object' || node === null) continue;
      const { kind, site: at, callee }: { kind?: unknown; site?: unknown; callee?: unknown } = node;
      if (kind === 'call' && at === site) return targetName(callee);
      for (const part of Object.values(node)) if (typeof part === 'object' && part !== null) stack.push(part);
    }
  }
  return undefined;
}
