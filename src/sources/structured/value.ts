import { parseQuantity } from '../../spec/expression.ts';
import type { FactValue } from '../../spec/fact.ts';
import type { Kind } from '../../spec/kinds.ts';
import { nearest } from '../../spec/nearest.ts';
import { quoted } from '../../spec/text.ts';
import { canonicalName, spellings, VOCABULARIES, type VocabularyName } from '../../spec/vocabulary.ts';
import { describeKind } from './describe.ts';
import { type DocNode, type Entry, plainValue, type ScalarNode } from './node.ts';
import { misspelledPath } from './suggest.ts';

/** Something wrong with a value: where in it, what, and the way out. */
interface ValueError {
  readonly node: DocNode;
  /** Follows the name of the fact: `must be a number; it is "fast"`. */
  readonly message: string;
  readonly help?: string;
}

export interface ReadValue {
  /** The canonical value; undefined where there are errors. */
  readonly value: FactValue | undefined;
  readonly errors: readonly ValueError[];
}

/** Reads a node as a value of a kind: checked, names in canonical spelling, expressions parsed. */
export function readValue(kind: Kind<unknown>, node: DocNode): ReadValue {
  const errors: ValueError[] = [];
  const value = read(kind, node, errors);
  return { value: errors.length === 0 ? value : undefined, errors };
}

function read(kind: Kind<unknown>, node: DocNode, errors: ValueError[]): FactValue | undefined {
  switch (kind.kind) {
    case 'number':
      return numeric(kind, kind, node, errors);
    case 'quantity':
      return quantity(kind, node, errors);
    case 'boolean': {
      const value = node.kind === 'scalar' ? (node.yaml11 ?? node.value) : undefined;
      return typeof value === 'boolean' ? value : wrong(kind, node, errors);
    }
    case 'text':
      return text(kind, node, errors);
    case 'name':
      return name(kind, kind.vocabulary, node, errors);
    case 'texts':
      return list(kind, node, errors, (item) => text(kind, item, errors));
    case 'names':
      return list(kind, node, errors, (item) => name(kind, kind.vocabulary, item, errors));
    case 'numbers':
      return numbers(kind, node, errors);
    case 'size':
      if (node.kind !== 'array') return numeric(kind, kind, node, errors);
      if (node.items.length !== 2) return wrong(kind, node, errors);
      return list(kind, node, errors, (item) => numeric(kind, kind, item, errors));
    case 'object':
      if (node.kind === 'scalar' && kind.vocabulary !== undefined) {
        const scheme = name(kind, kind.vocabulary, node, errors);
        return scheme === undefined ? undefined : { name: scheme };
      }
      return fields(kind, node, errors);
    case 'objects':
      return list(kind, node, errors, (item) => fields(kind, item, errors));
    case 'steps':
      return list(kind, node, errors, (item) => step(kind, item, errors));
    case 'anything':
      return node.kind === 'object' ? plainValue(node) : wrong(kind, node, errors);
  }
}

function wrong(kind: Kind<unknown>, node: DocNode, errors: ValueError[], cause?: string): undefined {
  const isNothing = node.kind === 'scalar' && (node.value === false || node.value === 'none' || node.value === 'off');
  errors.push({
    node,
    message: cause ?? `must be ${describeKind(kind)}; it is ${describeNode(node)}`,
    ...(isNothing ? { help: 'write null where there is none' } : {}),
  });
  return undefined;
}

/** `kind` gives the bounds, `whole` the words. */
function numeric(kind: Kind<unknown>, whole: Kind<unknown>, node: DocNode, errors: ValueError[]): number | undefined {
  const value = node.kind === 'scalar' ? (node.yaml11 ?? node.value) : undefined;
  if (typeof value !== 'number' || !withinBounds(kind, value)) return wrong(whole, node, errors);
  return value;
}

function withinBounds({ integer, min, max }: Kind<unknown>, value: number): boolean {
  if (!Number.isFinite(value) || (integer && !Number.isSafeInteger(value))) return false;
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

function quantity(kind: Kind<unknown>, node: DocNode, errors: ValueError[]): FactValue | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.yaml11 !== undefined) {
    return numeric(kind, kind, node, errors);
  }
  if (!/[*/+.\d]/.test(node.value)) return wrong(kind, node, errors);
  const parsed = parseQuantity(node.value);
  if (!parsed.ok) {
    const meant = parsed.path === undefined ? undefined : misspelledPath(parsed.path);
    errors.push({ node, message: parsed.cause, ...(meant === undefined ? {} : { help: `did you mean ${meant}?` }) });
    return undefined;
  }
  if (typeof parsed.value !== 'number') {
    return { terms: parsed.value.terms.map(({ coefficient, factors }) => ({ coefficient, factors })) };
  }
  return withinBounds(kind, parsed.value) ? parsed.value : wrong(kind, node, errors);
}

function text(kind: Kind<unknown>, node: DocNode, errors: ValueError[]): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    if (node.kind !== 'scalar' || node.value === null) return wrong(kind, node, errors);
    return wrong(kind, node, errors, `must be text; it is ${describeNode(node)}: put it in quotes`);
  }
  if (node.value === '' || /[\n\r]/.test(node.value)) return wrong(kind, node, errors);
  return node.value;
}

function name(
  kind: Kind<unknown>,
  vocabulary: VocabularyName | undefined,
  node: DocNode,
  errors: ValueError[],
): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || vocabulary === undefined) {
    return wrong(kind, node, errors);
  }
  const { value } = node;
  // As the schema has it: any word of an open vocabulary, none but the listed spellings of a closed one.
  if (VOCABULARIES[vocabulary].open) {
    const known = /[A-Za-z0-9]/.test(value) && !/[\n\r]/.test(value) ? canonicalName(vocabulary, value) : undefined;
    return known ?? wrong(kind, node, errors);
  }
  if (spellings(vocabulary).includes(value)) return canonicalName(vocabulary, value);
  const meant = nearest(value, spellings(vocabulary));
  const near = meant === undefined ? undefined : canonicalName(vocabulary, meant);
  errors.push({
    node,
    message: `cannot be ${describeNode(node)}; it must be ${describeKind({ kind: 'name', vocabulary })}`,
    ...(near === undefined ? {} : { help: `did you mean ${quoted(near)}?` }),
  });
  return undefined;
}

function list(
  kind: Kind<unknown>,
  node: DocNode,
  errors: ValueError[],
  each: (item: DocNode) => FactValue | undefined,
): FactValue | undefined {
  if (node.kind !== 'array') return wrong(kind, node, errors);
  const values = node.items.map(each);
  return values.filter((value) => value !== undefined);
}

function numbers(kind: Kind<unknown>, node: DocNode, errors: ValueError[]): FactValue | undefined {
  if (node.kind !== 'array') return kind.scalar ? numeric(kind, kind, node, errors) : wrong(kind, node, errors);
  const { length, maxLength = length ?? Number.POSITIVE_INFINITY } = kind;
  if (node.items.length < (length ?? 1) || node.items.length > maxLength) {
    return wrong(
      kind,
      node,
      errors,
      `must be ${describeKind(kind)}; it has ${node.items.length} element${node.items.length === 1 ? '' : 's'}`,
    );
  }
  return list(kind, node, errors, (item) => numeric(kind, { ...kind, kind: 'number' }, item, errors));
}

function fields(kind: Kind<unknown>, node: DocNode, errors: ValueError[]): FactValue | undefined {
  if (node.kind !== 'object') return wrong(kind, node, errors);
  const known = kind.fields ?? {};
  const values: Record<string, FactValue> = {};
  const seen = new Set<string>();
  for (const { key, value } of node.entries) {
    const field = fieldOf(known, key);
    if (field === undefined) {
      const names = Object.keys(known).map((name) => name.replace(/\?$/, ''));
      const meant = nearest(key, names);
      errors.push({
        node: value,
        message: `has no field ${quoted(key)}`,
        help: meant === undefined ? `its fields are ${names.join(', ')}` : `did you mean ${meant}?`,
      });
      continue;
    }
    seen.add(key);
    const value_ = read(field, value, errors);
    if (value_ !== undefined) values[key] = value_;
  }
  for (const required of Object.keys(known)) {
    if (required.endsWith('?') || seen.has(required)) continue;
    errors.push({ node, message: `lacks the field ${required}` });
  }
  return values;
}

const fieldOf = (fields: Readonly<Record<string, Kind<unknown>>>, key: string): Kind<unknown> | undefined =>
  Object.hasOwn(fields, key) ? fields[key] : Object.hasOwn(fields, `${key}?`) ? fields[`${key}?`] : undefined;

function step(kind: Kind<unknown>, node: DocNode, errors: ValueError[]): FactValue | undefined {
  const label: DocNode | undefined =
    node.kind === 'object' ? node.entries.find(({ key }: Entry) => key === 'name')?.value : node;
  if (label === undefined) {
    errors.push({ node, message: 'has a step without a name' });
    return undefined;
  }
  if (label.kind !== 'scalar' || typeof label.value !== 'string' || label.value === '') {
    return wrong(kind, label, errors);
  }
  return node.kind === 'object' ? plainValue(node) : label.value;
}

/** A node as messages show it. */
export function describeNode(node: DocNode): string {
  if (node.kind === 'array') return 'a list';
  if (node.kind === 'object') return 'an object';
  return describeScalar(node);
}

function describeScalar({ value }: ScalarNode): string {
  if (value === '') return 'empty text';
  return typeof value === 'string' ? quoted(value) : `${value}`;
}
