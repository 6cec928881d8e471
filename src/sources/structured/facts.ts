import type { Fact } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import { splitPrefix } from '../../spec/paths.ts';
import { findControl, printable, quoted } from '../../spec/text.ts';
import { leavesOf, PART_NAME, SPEC_TREE, type SpecBranch, type SpecLeaf, treeAt } from '../../spec/tree.ts';
import type { Places } from './lines.ts';
import type { DocNode, Entry, ObjectNode, Range, Remark } from './node.ts';
import { suggestKey } from './suggest.ts';
import { describeNode, readValue } from './value.ts';

export interface ReadFacts {
  readonly facts: ReadonlyMap<string, Fact>;
  /** Where each citation speaks of, with its text. */
  readonly citations: ReadonlyMap<string, string>;
  readonly title?: string;
  readonly closed: readonly string[];
  readonly errors: readonly Remark[];
  /** Errors that were found, also where too many to list. */
  readonly errorCount: number;
}

/** Errors that are kept; what is beyond is only counted. */
const MAX_ERRORS = 1000;
/** Places that an origin lists as passed through. */
const MAX_VIA = 6;
/** Facts below mixup that hold for CutMix too: no mixup does not say that they are absent. */
const MIXING: ReadonlySet<string> = new Set([
  'augment.mixup.probability',
  'augment.mixup.labels',
  'augment.mixup.offEpoch',
]);

/** Reads the tree of a spec into facts; `text` is what its ranges point into. */
export function readFacts(root: DocNode, text: string, places: Places): ReadFacts {
  return new FactReader(text, places).readRoot(root);
}

class FactReader {
  private readonly facts = new Map<string, Fact>();
  private readonly citations = new Map<string, string>();
  private readonly closed: string[] = [];
  private readonly errors: Remark[] = [];
  private errorCount = 0;
  private title: string | undefined;
  private readonly text: string;
  private readonly places: Places;

  constructor(text: string, places: Places) {
    this.text = text;
    this.places = places;
  }

  readRoot(root: DocNode): ReadFacts {
    if (root.kind !== 'object') {
      this.error(
        'spec/type',
        `a spec must be an object with keys such as model, data and optimizer; it is ${describeNode(root)}`,
        root.range,
      );
    } else {
      this.checkTexts(root);
      for (const entry of this.unique(root)) if (!this.rootEntry(entry)) this.branchEntry(SPEC_TREE, entry, '');
    }
    return {
      facts: this.facts,
      citations: this.citations,
      closed: this.closed,
      errors: this.errors,
      errorCount: this.errorCount,
      ...(this.title === undefined ? {} : { title: this.title }),
    };
  }

  /** Keys that only the document itself has; false where it is none of them. */
  private rootEntry({ key, value }: Entry): boolean {
    switch (key) {
      case '$schema':
      case 'notes':
        this.plainText(key, value);
        return true;
      case 'title':
        this.title = this.plainText(key, value);
        return true;
      case 'citations':
        this.readCitations(value);
        return true;
      case 'phases':
        this.readPhases(value);
        return true;
      case 'networks':
      case 'optimizers':
        this.readParts(key, value);
        return true;
      default:
        return false;
    }
  }

  private plainText(key: string, node: DocNode): string | undefined {
    if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
    this.error('spec/type', `${key} must be text; it is ${describeNode(node)}`, node.range);
    return undefined;
  }

  private readPhases(node: DocNode): void {
    if (node.kind !== 'array') {
      this.error('spec/type', `phases must be a list of specs, in order; it is ${describeNode(node)}`, node.range);
      return;
    }
    for (const [i, item] of node.items.entries()) this.readPart(`phases[${i}]`, item);
  }

  private readParts(key: string, node: DocNode): void {
    if (node.kind !== 'object') {
      this.error('spec/type', `${key} must be an object of specs by name; it is ${describeNode(node)}`, node.range);
      return;
    }
    for (const { key: name, keyRange, value } of this.unique(node)) {
      if (PART_NAME.test(name)) this.readPart(`${key}.${name}`, value);
      else
        this.error('spec/key', `${quoted(name)} cannot be a name in ${key}: letters, digits, _ and - only`, keyRange);
    }
  }

  private readPart(name: string, node: DocNode): void {
    if (node.kind === 'object') {
      for (const entry of this.unique(node)) this.branchEntry(SPEC_TREE, entry, `${name}.`, node.aliases);
    } else this.error('spec/type', `${name} must be a spec; it is ${describeNode(node)}`, node.range);
  }

  private readCitations(node: DocNode): void {
    if (node.kind !== 'object') {
      this.error('spec/type', `citations must map fact paths to texts; it is ${describeNode(node)}`, node.range);
      return;
    }
    for (const { key, keyRange, value } of this.unique(node)) {
      const own = splitPrefix(`${key}.`)[1].slice(0, -1);
      if (key === '' || (own !== '' && treeAt(own) === undefined)) {
        this.error('spec/key', `citations name ${quoted(key)}, which is no fact path nor the start of one`, keyRange);
      } else if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') {
        this.citations.set(key, value.value);
      } else {
        this.error('spec/type', `a citation must be text; it is ${describeNode(value)}`, value.range);
      }
    }
  }

  /** `behind` are the aliases that lead to the object that the entry stands in. */
  private branchEntry(
    branch: SpecBranch,
    { key, keyRange, value }: Entry,
    prefix: string,
    behind: readonly Range[] = [],
  ): void {
    const path = prefix + branch.path;
    if (key === 'closed') {
      if (value.kind !== 'scalar' || typeof value.value !== 'boolean') {
        this.error('spec/type', `closed must be true or false; it is ${describeNode(value)}`, value.range);
      } else if (value.value) this.closed.push(path.replace(/\.$/, ''));
      return;
    }
    const child = branch.children.get(key);
    if (child === undefined) this.unknownKey(branch, key, keyRange, prefix);
    else if (value.kind === 'scalar' && value.value === null) this.absent(child, value, prefix, behind);
    else if (child.kind === 'leaf') this.leaf(child, value, prefix, behind);
    else if (value.kind === 'object') {
      const aliases = [...(value.aliases ?? []), ...behind];
      for (const entry of this.unique(value)) this.branchEntry(child, entry, prefix, aliases);
    } else if (child.main !== undefined) this.leaf(child.main, value, prefix, behind);
    else {
      const keys = [...child.children.keys()].join(', ');
      this.error(
        'spec/type',
        `${prefix}${child.path} must be an object with ${keys}; it is ${describeNode(value)}`,
        value.range,
      );
    }
  }

  private absent(place: SpecBranch | SpecLeaf, node: DocNode, prefix: string, behind: readonly Range[]): void {
    if (node.kind === 'scalar' && node.empty) {
      this.error(
        'spec/type',
        `${prefix}${place.path} has no value`,
        node.range,
        'write null if it is known not to be there',
      );
      return;
    }
    const origin = this.originOf(node, behind);
    for (const { path } of leavesOf(place)) {
      if (place.path === 'augment.mixup' && MIXING.has(path)) continue;
      this.facts.set(prefix + path, { status: 'absent', origin });
    }
  }

  private leaf({ path, entry }: SpecLeaf, node: DocNode, prefix: string, behind: readonly Range[]): void {
    const { value, errors } = readValue(entry.value, node);
    for (const { node: at, message, help } of errors) {
      this.error('spec/value', `${prefix}${path} ${message}`, at.range, help);
    }
    if (value === undefined) return;
    const origin = this.originOf(node, behind);
    const raw = this.spelling(node, value);
    this.facts.set(prefix + path, {
      status: 'stated',
      value,
      origin: raw === undefined ? origin : { ...origin, raw },
    });
  }

  /** How a bare value is spelled, where that is not how it reads. */
  private spelling(node: DocNode, value: unknown): string | undefined {
    if (node.kind !== 'scalar') return undefined;
    const spelled = typeof node.value === 'string' ? node.value : this.text.slice(node.range.start, node.range.end);
    return spelled === String(value) ? undefined : spelled;
  }

  private originOf({ range, aliases = [] }: DocNode, behind: readonly Range[]): TextOrigin {
    const origin = this.places.at(range);
    const passed = [...aliases, ...behind].slice(0, MAX_VIA);
    return passed.length === 0 ? origin : { ...origin, via: passed.map((alias) => this.places.at(alias)) };
  }

  private unknownKey(branch: SpecBranch, key: string, range: Range, prefix: string): void {
    const shown = printable(branch.path === '' ? key : `${branch.path}.${key}`, 80);
    const meant = this.errors.length < MAX_ERRORS ? suggestKey(branch, key) : undefined;
    const keys = branch.path === '' ? topKeys() : [...branch.children.keys()].join(', ');
    this.error(
      'spec/key',
      `${prefix}${shown} is no key of a spec`,
      range,
      meant === undefined ? `the keys here are ${keys}` : `did you mean ${prefix}${meant}?`,
    );
  }

  /** The entries of an object; a key that stands twice is an error at the second. */
  private unique(node: ObjectNode): Entry[] {
    const seen = new Map<string, Entry>();
    for (const entry of node.entries) {
      const first = seen.get(entry.key);
      if (first === undefined) seen.set(entry.key, entry);
      else {
        const { line } = this.places.at(first.keyRange);
        this.error('spec/key', `the key ${quoted(entry.key)} stands twice; first in line ${line}`, entry.keyRange);
      }
    }
    return [...seen.values()];
  }

  /** Control characters, lone surrogates and `__proto__` have no place in any text of a spec, however deep. */
  private checkTexts(node: DocNode): void {
    if (node.kind === 'array') for (const item of node.items) this.checkTexts(item);
    else if (node.kind === 'object') {
      for (const { key, keyRange, value } of node.entries) {
        const control = findControl(key);
        if (control !== undefined) this.error('spec/text', `a key holds the character ${control.name}`, keyRange);
        if (key === '__proto__') this.error('spec/key', '__proto__ is no key of a spec', keyRange);
        this.checkTexts(value);
      }
    } else if (typeof node.value === 'string') {
      const control = findControl(node.value);
      if (control !== undefined) this.error('spec/text', `a text holds the character ${control.name}`, node.range);
    }
  }

  private error(code: string, message: string, range: Range, help?: string): void {
    this.errorCount++;
    if (this.errors.length >= MAX_ERRORS) return;
    this.errors.push({ severity: 'error', code, message, range, ...(help === undefined ? {} : { help }) });
  }
}

const topKeys = (): string => [...SPEC_TREE.children.keys()].join(', ');
