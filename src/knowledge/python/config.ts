import { knownItems } from '../../script/lists.ts';
import type { CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, primitive, reference, type Value } from '../../script/value.ts';
import { textValue, withInput } from './argparse-options.ts';
import { ATTRIBUTES, type Dialect, dataValue, mergeInto, setPath } from './data-values.ts';
import { type DataNode, type GivenText, type ParserInputs, tailOf } from './given.ts';
import { closureOf, NO_ARGUMENTS } from './signatures.ts';

const YAML = /^(?:yaml|ruamel\.yaml|oyaml)\.(?:safe_load|load|full_load|unsafe_load)$/;
const CFG_NODE = /^(?:yacs\.config|fvcore\.common\.config|detectron2\.config|iopath\.common\.config)\.(?:CfgNode|CN)$/;
const FUNCTION = '#function';

/** Files of data that a script loads: yaml, json, OmegaConf, hydra, yacs. */
export function configLibrary(inputs: ParserInputs): Library {
  const load = (m: Machine, source: Value | undefined, dialect: Dialect, site: number): Value | undefined => {
    const path = pathOf(m, source);
    if (path === undefined) return undefined;
    if (path.kind === 'primitive') {
      const node = inputs.data?.(String(path.value));
      if (node !== undefined) return dataValue(m, node, dialect);
    }
    const input = path.kind === 'primitive' || path.kind === 'unknown' ? path.input : undefined;
    const unknown = m.unknown('data', 'what a file holds that was not found in the project', site);
    return input === undefined ? unknown : withInput(unknown, input);
  };
  return {
    call(m, call) {
      const { name, self, site } = call;
      const [first] = call.arguments.positional;
      if (YAML.test(name)) return load(m, first ?? call.arguments.keyword.get('stream'), 'pyyaml', site);
      if (name === 'json.load') return load(m, first, 'json', site);
      if (name === 'json.loads' && /#read$/.test(nameOf(m, first) ?? '')) return load(m, first, 'json', site);
      if (/^omegaconf\.(?:omegaconf\.)?OmegaConf\./.test(name))
        return omegaConf(m, name.split('.').at(-1) ?? '', call, load);
      if (name === 'hydra.Entry#()' && self !== undefined) return runHydra(m, self, inputs, site);
      const method = name.slice(name.lastIndexOf('#') + 1);
      if (self === undefined || !CFG_NODE.test(name.slice(0, name.lastIndexOf('#')))) return undefined;
      switch (method) {
        case 'clone':
          return reference(self, site);
        case 'freeze':
        case 'defrost':
          return primitive(null, site);
        case 'merge_from_file': {
          const loaded = load(m, first, 'pyyaml', site);
          if (loaded?.kind === 'reference') mergeInto(m, self, loaded.address);
          else m.memory.havoc([reference(self, site)], 'a file may set it that was not found in the project', site);
          return primitive(null, site);
        }
        case 'merge_from_list':
          mergeList(m, self, first, site);
          return primitive(null, site);
        default:
          return undefined;
      }
    },
    decorate(m, decorator, value, site) {
      const call = callDetail(m, decorator);
      if (call === undefined || !/^hydra\.main$/.test(call.name) || closureOf(m, value) === undefined) return undefined;
      const entry = m.memory.create('call', site, { ...call, name: 'hydra.Entry' });
      m.memory.write(entry, FUNCTION, value);
      return reference(entry, site);
    },
  };
}

function callDetail(m: Machine, value: Value | undefined): CallDetail | undefined {
  const object = value?.kind === 'reference' ? m.memory.object(value.address) : undefined;
  return object?.kind === 'call' ? (object.detail as CallDetail) : undefined;
}

const nameOf = (m: Machine, value: Value | undefined): string | undefined => callDetail(m, value)?.name;

/** The path of the file that a value is, or was opened from. */
function pathOf(m: Machine, value: Value | undefined): Value | undefined {
  let at = value;
  for (let steps = 0; steps < 6; steps++) {
    if (at === undefined || at.kind === 'primitive' || at.kind === 'unknown') return at;
    const call = callDetail(m, at);
    if (call === undefined) return undefined;
    if (/^(?:open|io\.open|codecs\.open|pathlib\.Path)$/.test(call.name))
      at = call.arguments.positional[0] ?? call.arguments.keyword.get('file');
    else if (/#(?:read|read_text|open)$/.test(call.name) && call.self !== undefined)
      at = reference(call.self, call.site);
    else return undefined;
  }
  return undefined;
}

type Load = (m: Machine, source: Value | undefined, dialect: Dialect, site: number) => Value | undefined;

function omegaConf(m: Machine, method: string, call: LibraryCall, load: Load): Value | undefined {
  const [first, ...others] = call.arguments.positional;
  switch (method) {
    case 'load':
      return load(m, first, 'omegaconf', call.site);
    case 'create':
    case 'structured':
    case 'merge': {
      const trees = [first, ...others];
      if (!trees.every((tree) => isDict(m, tree))) return undefined;
      const made = m.memory.create('dict', call.site, ATTRIBUTES);
      for (const tree of trees)
        if (tree?.kind === 'reference') mergeInto(m, made, copyTree(m, tree.address, call.site));
      return reference(made, call.site);
    }
    case 'to_container':
    case 'to_object':
      return isDict(m, first) ? first : undefined;
    case 'set_struct':
    case 'set_readonly':
    case 'resolve':
      return primitive(null, call.site);
    default:
      return undefined;
  }
}

const isDict = (m: Machine, value: Value | undefined): boolean =>
  value?.kind === 'reference' && m.memory.object(value.address).kind === 'dict';

/** A tree of its own, of which members are read as attributes. */
function copyTree(m: Machine, source: Address, site: number, depth = 0): Address {
  const made = m.memory.create('dict', site, ATTRIBUTES);
  for (const key of m.memory.keys(source)) {
    const value = m.memory.read(source, key);
    if (value === undefined) continue;
    const isTree = value.kind === 'reference' && m.memory.object(value.address).kind === 'dict' && depth < 20;
    m.memory.write(made, key, isTree ? reference(copyTree(m, value.address, site, depth + 1), site) : value);
  }
  return made;
}

/** `['TRAIN.LR', '0.1', …]`. */
function mergeList(m: Machine, root: Address, list: Value | undefined, site: number): void {
  const items = list === undefined ? undefined : knownItems(m, list);
  if (list?.kind === 'primitive' && list.value === null) return;
  if (items === undefined || items.length % 2 !== 0) {
    m.memory.havoc([reference(root, site)], 'a list of options may set it that is not known', site);
    return;
  }
  for (let i = 0; i + 1 < items.length; i += 2) {
    const [key, value] = [items[i], items[i + 1]];
    if (key?.kind !== 'primitive' || value === undefined) {
      m.memory.havoc([reference(root, site)], 'a list of options may set it that is not known', site);
      return;
    }
    setPath(
      m,
      root,
      String(key.value),
      value.kind === 'primitive' && typeof value.value === 'string' ? literal(value.value, value.provenance) : value,
    );
  }
}

/** A text as a literal of Python, where it is one. */
function literal(text: string, site: number): Value {
  const word = { True: true, true: true, False: false, false: false, None: null, null: null }[text];
  if (word !== undefined) return primitive(word, site);
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
  return isNumber
    ? primitive(Number(text), site, /[.eE]/.test(text))
    : primitive(/^(['"])(.*)\1$/.exec(text)?.[2] ?? text, site);
}

/** `@hydra.main`: the configuration with the groups of its list of defaults, then what a command or a person sets. */
function runHydra(m: Machine, entry: Address, inputs: ParserInputs, site: number): Value | undefined {
  const call = callDetail(m, reference(entry, site));
  const target = m.memory.read(entry, FUNCTION);
  if (call === undefined || target === undefined) return undefined;
  const text = (name: string, index: number): string | undefined => {
    const value = call.arguments.keyword.get(name) ?? call.arguments.positional[index];
    return value?.kind === 'primitive' && typeof value.value === 'string' ? value.value : undefined;
  };
  const [folder = '.', name] = [text('config_path', 0), text('config_name', 1)];
  const overrides = new Map<string, GivenText>();
  for (const argument of inputs.argv ?? []) {
    const [, key = ''] = /^(?:\+\+?|~)?([\w./@]+)=/.exec(argument.text) ?? [];
    if (key !== '') overrides.set(key, tailOf(argument, argument.text.indexOf('=') + 1));
  }
  const composed = name === undefined ? undefined : compose(inputs, folder, name.replace(/\.ya?ml$/, ''), overrides);
  const config =
    composed === undefined
      ? m.unknown('data', 'the configuration of hydra, which was not found in the project', site)
      : dataValue(m, resolved(composed, composed), 'omegaconf', (path) => path);
  if (config.kind === 'reference') {
    for (const [key, given] of overrides) {
      const value = textValue(m, given);
      setPath(
        m,
        config.address,
        key,
        value.kind === 'primitive' ? { ...literal(given.text, given.site), provenance: given.site } : value,
      );
    }
    applySets(m, config.address, '');
  }
  if ((inputs.argv ?? []).some(({ spread }) => spread === true))
    m.memory.havoc([config], 'arguments may set it that are not known', site);
  return m.call(target, { ...NO_ARGUMENTS, positional: [config] }, site);
}

function applySets(m: Machine, tree: Address, path: string): void {
  for (const key of m.memory.keys(tree)) {
    const full = path === '' ? key : `${path}.${key}`;
    const value = m.memory.read(tree, key);
    const set = m.given(full);
    if (set !== undefined) m.memory.write(tree, key, set);
    else if (value?.kind === 'unknown') m.memory.write(tree, key, withInput(value, full));
    else if (value?.kind === 'reference' && m.memory.object(value.address).kind === 'dict')
      applySets(m, value.address, full);
  }
}

type ObjectNode = DataNode & { readonly kind: 'object' };

/** A file of a configuration with the files that its `defaults` name in front of it; undefined where one is missing. */
function compose(
  inputs: ParserInputs,
  folder: string,
  name: string,
  overrides: Map<string, GivenText>,
  depth = 0,
): ObjectNode | undefined {
  const node = inputs.data?.(`${folder}/${name}.yaml`);
  if (node?.kind !== 'object' || depth > 10) return undefined;
  const defaults = node.entries.find(([key]) => key === 'defaults')?.[1];
  const own: ObjectNode = { ...node, entries: node.entries.filter(([key]) => key !== 'defaults') };
  if (defaults === undefined) return own;
  if (defaults.kind !== 'list') return undefined;
  let merged: ObjectNode = { ...node, entries: [] };
  let isOwnIn = false;
  for (const item of defaults.items) {
    if (item.kind === 'scalar' && item.value === '_self_') {
      merged = mergeNodes(merged, own);
      isOwnIn = true;
    } else if (item.kind === 'scalar') {
      const base = compose(inputs, folder, String(item.value), overrides, depth + 1);
      if (base === undefined) return undefined;
      merged = mergeNodes(merged, base);
    } else if (item.kind === 'object') {
      for (const [written, choice] of item.entries) {
        const group = written.replace(/^(?:override|optional) /, '');
        if (/^hydra(?:\/|$)/.test(group)) continue;
        const given = overrides.get(group);
        const option = given?.text ?? (choice.kind === 'scalar' ? choice.value : undefined);
        if (option === null) continue;
        if (option === undefined || given?.hole !== undefined || group.includes('@')) return undefined;
        const part = compose(inputs, folder, `${group}/${String(option)}`, overrides, depth + 1);
        if (part === undefined) return undefined;
        overrides.delete(group);
        merged = mergeNodes(merged, nested(group.split('/'), part));
      }
    } else return undefined;
  }
  return isOwnIn ? merged : mergeNodes(merged, own);
}

const nested = (steps: readonly string[], node: ObjectNode): ObjectNode =>
  steps.reduceRight<ObjectNode>(
    (inner, step) => ({ kind: 'object', entries: [[step, inner]], site: inner.site }),
    node,
  );

function mergeNodes(a: ObjectNode, b: ObjectNode): ObjectNode {
  const entries = new Map(a.entries);
  for (const [key, node] of b.entries) {
    const own = entries.get(key);
    entries.set(key, own?.kind === 'object' && node.kind === 'object' ? mergeNodes(own, node) : node);
  }
  return { ...b, entries: [...entries] };
}

/** Interpolations of a whole value, as far as they name another one of the file. */
function resolved(node: DataNode, root: DataNode, depth = 0): DataNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => resolved(item, root, depth)) };
  if (node.kind === 'object')
    return { ...node, entries: node.entries.map(([key, inner]) => [key, resolved(inner, root, depth)] as const) };
  const path = typeof node.value === 'string' ? /^\$\{([\w.]+)\}$/.exec(node.value)?.[1] : undefined;
  const target = path === undefined || depth > 8 ? undefined : nodeAt(root, path.split('.'));
  return target === undefined ? node : resolved(target, root, depth + 1);
}

function nodeAt(node: DataNode | undefined, steps: readonly string[]): DataNode | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return node;
  return node?.kind === 'object' ? nodeAt(node.entries.find(([key]) => key === step)?.[1], rest) : undefined;
}
