import { makeList } from '../../script/expressions.ts';
import { knownItems } from '../../script/lists.ts';
import type { CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, primitive, reference, unknownValue, type Value } from '../../script/value.ts';

/** Object whose members are the options of a command line. */
export const OPTIONS = 'options';
/** Slots of a parser that hold the options declared so far. */
const DECLARED = '#option ';

const PARSERS =
  /^(?:argparse(?:\.ArgumentParser)?|yargs|commander|minimist|command-line-args|meow)(?=[.#(]|$)|^(?:node:)?util\.parseArgs$/;

/** Methods of parsers that declare no option that is followed and give back the parser. */
const FLUENT =
  /^(?:commander|yargs)\b.*[#.](?:name|description|version|usage|help|alias|strict|scriptName|example|epilogue|epilog|wrap|demandOption|allowUnknownOption|parse|parseAsync)$/;

/** Options of the command line and variables of the environment, as inputs that a person can set. */
export const JAVASCRIPT_INPUTS: Library = {
  member(m, name, self, member, site) {
    if (name === 'process.env')
      return m.given(member) ?? unknownValue('input', `variable ${member} of the environment`, site, member);
    if (name === OPTIONS && self !== undefined)
      return m.given(member) ?? unknownValue('input', `option ${member}`, site, member);
    if (/^yargs\b/.test(name) && member === 'argv') return optionsOf(m, self ?? sharedParser(m, name, site), site);
    return undefined;
  },
  call(m, call) {
    const { name } = call;
    if (!PARSERS.test(name)) return undefined;
    const [first, second, third] = call.arguments.positional;
    if (name === 'minimist') return fromRecord(m, member(m, second, 'default'), call.site);
    if (/util\.parseArgs$/.test(name)) return parseArgs(m, member(m, first, 'options'), call.site);
    if (/[#.](?:addArgument|add_argument)$/.test(name)) {
      declare(
        m,
        call,
        longest(flagsOf(m, first)),
        member(m, second, 'defaultValue') ?? member(m, second, 'default'),
        isSwitch(m, second),
      );
      return primitive(undefined);
    }
    if (/[#.](?:parseKnownArgs|parse_known_args)$/.test(name))
      return makeList(
        m,
        'array',
        [optionsOf(m, parserOf(m, call), call.site), m.unknown('input', 'further arguments', call.site)],
        call.site,
      );
    if (/[#.](?:parseArgs|parse_args|parseSync|opts|optsWithGlobals)$/.test(name))
      return optionsOf(m, parserOf(m, call), call.site);
    if (/^yargs\b.*[#.]parse$/.test(name)) return optionsOf(m, parserOf(m, call), call.site);
    if (FLUENT.test(name)) return reference(parserOf(m, call), call.site);
    if (/[#.](?:option|options|default)$/.test(name)) return withOption(m, call, third);
    return undefined;
  },
};

function withOption(m: Machine, call: LibraryCall, third: Value | undefined): Value | undefined {
  const [first, second] = call.arguments.positional;
  const parser = parserOf(m, call);
  const made: LibraryCall = { ...call, self: parser };
  if (first?.kind === 'reference') {
    for (const key of m.memory.keys(first.address)) {
      const held = m.memory.read(first.address, key);
      declare(m, made, key, member(m, held, 'default'), false);
    }
  } else if (/^commander\b/.test(call.name)) {
    const fallback = call.arguments.positional.length > 3 ? call.arguments.positional[3] : third;
    const isFunction = fallback?.kind === 'reference' || fallback?.kind === 'builtin';
    declare(m, made, longest(flagsOf(m, first)), isFunction ? call.arguments.positional[3] : fallback, false);
  } else {
    const [name] = flagsOf(m, first);
    declare(m, made, name, /default$/.test(call.name) ? second : member(m, second, 'default'), false);
  }
  return reference(parser, call.site);
}

/** Parsers that a library gives ready-made, one for the whole script. */
const shared = new WeakMap<Machine, Map<string, Address>>();

function sharedParser(m: Machine, name: string, site: number): Address {
  const parsers = shared.get(m) ?? new Map<string, Address>();
  shared.set(m, parsers);
  const present = parsers.get(name);
  if (present !== undefined) return present;
  const detail: CallDetail = { name, arguments: { positional: [], keyword: new Map(), open: false }, site };
  const made = m.memory.create('call', site, detail);
  parsers.set(name, made);
  return made;
}

const parserOf = (m: Machine, call: LibraryCall): Address =>
  call.self ?? sharedParser(m, call.name.replace(/[#.]\w+$/, ''), call.site);

/** Names of an option as it is written: `--batch-size <n>`, `['-b', '--batchSize']`. */
function flagsOf(m: Machine, value: Value | undefined): string[] {
  const list = value === undefined ? [] : (knownItems(m, value) ?? [value]);
  return list.flatMap((item) =>
    item.kind === 'primitive' && typeof item.value === 'string'
      ? item.value
          .split(/[\s,|]+/)
          .filter((part) => /^-{0,2}[A-Za-z][\w-]*$/.test(part))
          .map((part) => part.replace(/^-+/, ''))
      : [],
  );
}

const longest = (names: readonly string[]): string | undefined =>
  names.reduce<string | undefined>(
    (best, name) => (best === undefined || name.length > best.length ? name : best),
    undefined,
  );

function isSwitch(m: Machine, config: Value | undefined): boolean {
  const action = member(m, config, 'action');
  return action?.kind === 'primitive' && /^store_?true$/i.test(String(action.value));
}

function declare(
  m: Machine,
  call: LibraryCall,
  name: string | undefined,
  fallback: Value | undefined,
  isFlag: boolean,
): void {
  if (call.self === undefined || name === undefined) return;
  const value =
    fallback ?? (isFlag ? primitive(false, call.site) : unknownValue('input', `option ${name}`, call.site, name));
  for (const spelling of new Set([name, camel(name), name.replaceAll('-', '_')]))
    m.memory.write(call.self, `${DECLARED}${spelling}`, m.given(name) ?? m.given(spelling) ?? asInput(value, spelling));
}

const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A value that is the default of an input. */
const asInput = (value: Value, name: string): Value => (value.kind === 'primitive' ? { ...value, input: name } : value);

function optionsOf(m: Machine, parser: Address | undefined, site: number): Value {
  const options = emptyOptions(m, site);
  for (const key of parser === undefined ? [] : m.memory.ownSlots(parser)) {
    const held = key.startsWith(DECLARED) && parser !== undefined ? m.memory.read(parser, key) : undefined;
    if (held !== undefined) m.memory.write(options, key.slice(DECLARED.length), held);
  }
  return reference(options, site);
}

function emptyOptions(m: Machine, site: number): Address {
  const detail: CallDetail = { name: OPTIONS, arguments: { positional: [], keyword: new Map(), open: false }, site };
  return m.memory.create('call', site, detail);
}

/** Options whose defaults an object lists by name. */
function fromRecord(m: Machine, defaults: Value | undefined, site: number): Value {
  const options = emptyOptions(m, site);
  if (defaults?.kind === 'reference')
    for (const key of m.memory.keys(defaults.address)) {
      const held = m.memory.read(defaults.address, key);
      if (held !== undefined) m.memory.write(options, key, m.given(key) ?? asInput(held, key));
    }
  return reference(options, site);
}

function parseArgs(m: Machine, declared: Value | undefined, site: number): Value {
  const options = emptyOptions(m, site);
  if (declared?.kind === 'reference')
    for (const key of m.memory.keys(declared.address)) {
      const fallback = member(m, m.memory.read(declared.address, key), 'default');
      if (fallback !== undefined) m.memory.write(options, key, m.given(key) ?? asInput(fallback, key));
    }
  const result = m.memory.create('object', site);
  m.memory.write(result, 'values', reference(options, site));
  m.memory.write(result, '#open', primitive(true));
  return reference(result, site);
}

function member(m: Machine, value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'reference' ? m.memory.read(value.address, name) : undefined;
}
