import type { FactValue } from '../../spec/fact.ts';

/** Offsets in the text, in UTF-16 units; the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A structured document as plain tree with places: what JSON and YAML are parsed into. */
export type DocNode = ScalarNode | ArrayNode | ObjectNode;

interface NodeBase {
  /** Where the value is written. */
  readonly range: Range;
  /** Aliases that lead to it, nearest to the value first. */
  readonly aliases?: readonly Range[];
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** What a YAML 1.1 reader makes of it, where that is a boolean or a number and ours is a string. */
  readonly yaml11?: boolean | number;
  /** A key with nothing behind it. */
  readonly empty?: true;
}

interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly items: readonly DocNode[];
}

export interface ObjectNode extends NodeBase {
  readonly kind: 'object';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: DocNode;
}

/** Something noteworthy at a place of the text. */
export interface Remark {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly range: Range;
}

export interface ParsedDocument {
  /** Undefined where the text holds no value, or is too broken to have one. */
  readonly root?: DocNode;
  readonly remarks: readonly Remark[];
}

/** Deepest nesting that is read; a spec needs less than ten. */
export const MAX_DEPTH = 100;

/** The plain value of a node. */
export function plainValue(node: DocNode): FactValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
}
