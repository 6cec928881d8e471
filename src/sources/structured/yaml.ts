import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { printable, quoted } from '../../spec/text.ts';
import {
  type DocNode,
  type Entry,
  MAX_DEPTH,
  type ParsedDocument,
  type Range,
  type Remark,
  type ScalarNode,
} from './node.ts';

/** Nodes that aliases may add to a document. */
const MAX_ALIASED_NODES = 100_000;

/** Parses one YAML 1.2 document; aliases and merge keys are resolved, keeping the place where each value is written. */
export function parseYaml(text: string): ParsedDocument {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  // What follows the first error of syntax is mostly its consequence.
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) return { remarks: [syntaxRemark(broken)] };
  const reader = new Converter();
  const root = document.contents === null ? undefined : reader.convert(document.contents, 0);
  return { ...(root === undefined ? {} : { root }), remarks: reader.remarks };
}

function syntaxRemark({ code, message, pos }: YAMLError): Remark {
  const cause = /call stack/.test(message)
    ? 'nested too deeply'
    : code === 'MULTIPLE_DOCS'
      ? 'a second YAML document begins; a spec is one document'
      : `no valid YAML: ${printable(message.split('\n')[0] ?? '')}`;
  const range = { start: pos[0], end: Math.max(pos[0], pos[1]) };
  return { severity: 'error', code: 'spec/syntax', message: cause, range };
}

/** Holds the anchors seen so far, in document order: an alias means the last one before it. */
class Converter {
  readonly remarks: Remark[] = [];
  private readonly anchors = new Map<string, { readonly node: DocNode; readonly size: number }>();
  private aliased = 0;
  private converted = 0;
  private readonly open = new Set<string>();

  convert(node: unknown, depth: number): DocNode | undefined {
    const range = rangeOf(node);
    if (depth > MAX_DEPTH) return this.fail(`nested deeper than ${MAX_DEPTH} levels`, range);
    if (isAlias(node)) return this.resolve(node.source, range);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    const before = this.converted++;
    if (anchor !== undefined) this.open.add(anchor);
    const made = this.convertPlain(node, range, depth);
    if (anchor !== undefined) {
      this.open.delete(anchor);
      if (made !== undefined) this.anchors.set(anchor, { node: made, size: this.converted - before });
    }
    return made;
  }

  private convertPlain(node: unknown, range: Range, depth: number): DocNode | undefined {
    if (isScalar(node)) return this.scalar(node, range);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.convert(item, depth + 1));
      return { kind: 'array', range, items: items.filter((item) => item !== undefined) };
    }
    if (isMap(node)) return { kind: 'object', range, entries: this.entries(node, depth) };
    return this.fail('something that YAML allows and a spec does not', range);
  }

  private entries(map: YAMLMap, depth: number): Entry[] {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of map.items) {
      const key = keyOf(pair);
      if (key === undefined) {
        this.fail('a key must be text', rangeOf(pair.key));
        continue;
      }
      const value = this.convert(pair.value, depth + 1) ?? emptyAfter(key.range);
      if (key.merges) merged.push(...this.merge(value));
      else own.push({ key: key.text, keyRange: key.range, value });
    }
    const keys = new Set(own.map(({ key }) => key));
    for (const entry of merged) {
      if (keys.has(entry.key)) continue;
      keys.add(entry.key);
      own.push(entry);
    }
    return own;
  }

  /** The entries that `<<` brings in; an earlier map of a list goes before a later one. */
  private merge(value: DocNode): readonly Entry[] {
    if (value.kind === 'object') {
      const aliases = value.aliases ?? [];
      return aliases.length === 0
        ? value.entries
        : value.entries.map((entry) => ({ ...entry, value: through(entry.value, aliases) }));
    }
    if (value.kind === 'array') return value.items.flatMap((item) => this.merge(item));
    this.fail('<< merges maps, or a list of maps', value.range);
    return [];
  }

  private resolve(name: string, range: Range): DocNode | undefined {
    const target = this.anchors.get(name);
    if (target === undefined) {
      const why = this.open.has(name) ? 'stands inside what it names' : 'names an anchor that is not there';
      return this.fail(`the alias ${quoted(`*${name}`)} ${why}`, range);
    }
    this.aliased += target.size;
    this.converted += target.size;
    if (this.aliased > MAX_ALIASED_NODES) return this.fail('aliases make the document too large', range);
    return through(target.node, [range]);
  }

  private scalar(node: Scalar, range: Range): ScalarNode {
    const { value } = node;
    const source = node.type === 'PLAIN' ? (node.source ?? '') : undefined;
    if (source === '' && value === null) return { kind: 'scalar', range, value, empty: true };
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean' && value !== null) {
      this.fail('a value must be text, a number, true, false or null', range);
      return { kind: 'scalar', range, value: null };
    }
    if (source === undefined) return { kind: 'scalar', range, value };
    const other = asYaml11(source);
    if (typeof value === 'number' && other === undefined && Number.isFinite(value)) {
      this.remarks.push({
        severity: 'info',
        code: 'spec/number-as-string',
        message: `${printable(source)} is a number here, but PyYAML reads it as text`,
        help: `write ${withDot(source, value)}, which every reader takes for a number`,
        range,
      });
    } else if (other !== undefined && other !== value) {
      this.remarks.push({
        severity: 'warning',
        code: 'spec/yaml-dialect',
        message: `${printable(source)} is ${inWords(value)} in YAML 1.2, but ${inWords(other)} for PyYAML and other YAML 1.1 readers`,
        help: `write ${typeof value === 'string' ? `${other}, or ` : ''}${JSON.stringify(value)}, which every reader takes for the same`,
        range,
      });
      if (typeof value === 'string' && other !== null) return { kind: 'scalar', range, value, yaml11: other };
    }
    return { kind: 'scalar', range, value };
  }

  private fail(message: string, range: Range): undefined {
    this.remarks.push({ severity: 'error', code: 'spec/syntax', message, range });
    return undefined;
  }
}

const inWords = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? `the text ${quoted(value)}` : `${value}`;

function through(node: DocNode, aliases: readonly Range[]): DocNode {
  return { ...node, aliases: [...(node.aliases ?? []), ...aliases].slice(0, 6) };
}

const emptyAfter = ({ end }: Range): ScalarNode => ({
  kind: 'scalar',
  range: { start: end, end },
  value: null,
  empty: true,
});

function rangeOf(node: unknown): Range {
  const range = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function keyOf(pair: Pair): { readonly text: string; readonly range: Range; readonly merges: boolean } | undefined {
  const { key } = pair;
  if (!isScalar(key)) return undefined;
  const text = key.type === 'PLAIN' ? (key.source ?? String(key.value)) : String(key.value);
  return { text, range: rangeOf(key), merges: key.type === 'PLAIN' && text === '<<' };
}

/** What PyYAML, which follows YAML 1.1, makes of a plain scalar; undefined where that is text. */
function asYaml11(source: string): boolean | number | null | undefined {
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return false;
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return null;
  const digits = source.replaceAll('_', '');
  const [sign, unsigned] = digits.startsWith('-') ? [-1, digits.slice(1)] : [1, digits.replace(/^\+/, '')];
  if (/^[-+]?0b[01_]+$/.test(source)) return sign * Number(unsigned);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(source)) return sign * Number(unsigned);
  if (/^[-+]?0[0-7_]+$/.test(source)) return sign * Number.parseInt(unsigned, 8);
  if (/^[-+]?(?:0|[1-9][0-9_]*)$/.test(source)) return Number(digits);
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(source)) {
    return sign * unsigned.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  }
  if (/^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/.test(source)) {
    return Number(digits);
  }
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return sign * Number.POSITIVE_INFINITY;
  return undefined;
}

/** A spelling of a number with a dot and a signed exponent, which YAML 1.1 and 1.2 both read as one. */
function withDot(source: string, value: number): string {
  const match = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?)(\d+))?$/.exec(source);
  if (match === null || match[5] === undefined) return JSON.stringify(value);
  const [, sign = '', whole = '', fraction = '', exponentSign = '', exponent = ''] = match;
  return `${sign}${whole || '0'}.${fraction || '0'}e${exponentSign || '+'}${exponent}`;
}
