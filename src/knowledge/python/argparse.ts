import { knownItems } from '../../script/lists.ts';
import type { Arguments, CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { OPEN } from '../../script/memory.ts';
import { type Address, items, type Primitive, primitive, reference, type Value } from '../../script/value.ts';

/** An argument of a command, with its place. */
export interface GivenText {
  readonly text: string;
  readonly site: number;
}

/** What decides the options of a script besides their defaults. */
export interface ParserInputs {
  /** Arguments of a launch command; undefined where the script is read by itself. */
  readonly argv?: readonly GivenText[];
  readonly environment?: ReadonlyMap<string, string>;
}

interface Option {
  readonly flags: readonly string[];
  readonly destination: string;
  readonly action: string;
  readonly args: Arguments;
  readonly site: number;
}

const PARSER =
  /^argparse\.ArgumentParser$|\.(?:add_argument_group|add_mutually_exclusive_group|add_parser)$|#add_(?:argument_group|mutually_exclusive_group|parser)$/;
const OPTIONS = '#options';
const DEFAULTS = '#defaults';

/** `argparse`: every option becomes an attribute of the namespace, its written default its value, its name what a person can set. */
export function argparseLibrary(inputs: ParserInputs): Library {
  const options = new Map<Address, Option>();
  return {
    call(m, call) {
      if (/^(?:configargparse\.(?:ArgumentParser|ArgParser|ArgParse)|jsonargparse\.ArgumentParser)$/.test(call.name))
        return undefined;
      if (call.name === 'argparse.ArgumentParser') return makeParser(m, call);
      const at = call.name.lastIndexOf('#');
      const self = call.self;
      if (at < 0 || self === undefined || !PARSER.test(call.name.slice(0, at))) return undefined;
      switch (call.name.slice(at + 1)) {
        case 'add_argument':
          return addOption(m, parserOf(m, self), call, options);
        case 'add_argument_group':
        case 'add_mutually_exclusive_group':
          return undefined;
        case 'set_defaults':
          for (const [key, value] of call.arguments.keyword)
            m.memory.write(defaultsOf(m, parserOf(m, self)), key, value);
          if (call.arguments.open) m.memory.write(defaultsOf(m, parserOf(m, self)), OPEN, primitive(true));
          return primitive(null, call.site);
        case 'parse_args':
          return parse(m, parserOf(m, self), call, options, inputs);
        case 'parse_known_args': {
          const list = m.memory.create('tuple', call.site);
          const rest = m.memory.create('list', call.site);
          const known = inputs.argv === undefined;
          m.memory.write(rest, '#items', items([], call.site, !known));
          m.memory.write(
            list,
            '#items',
            items([parse(m, parserOf(m, self), call, options, inputs), reference(rest, call.site)], call.site),
          );
          return reference(list, call.site);
        }
        case 'get_default': {
          const [name] = call.arguments.positional;
          const option =
            name?.kind === 'primitive'
              ? optionsOf(m, parserOf(m, self), options).find((one) => one.destination === name.value)
              : undefined;
          return option === undefined
            ? m.unknown('call', 'the default of an option', call.site)
            : defaultOf(m, option, undefined);
        }
        default:
          return undefined;
      }
    },
  };
}

function makeParser(m: Machine, call: LibraryCall): Value {
  const detail: CallDetail = { name: call.name, arguments: call.arguments, site: call.site };
  const address = m.memory.create('call', call.site, detail);
  m.memory.write(address, OPTIONS, items([], call.site));
  const parents = call.arguments.keyword.get('parents');
  for (const parent of parents === undefined ? [] : (knownItems(m, parents) ?? [])) {
    const held = parent.kind === 'reference' ? m.memory.read(parent.address, OPTIONS) : undefined;
    const own = m.memory.read(address, OPTIONS);
    if (held?.kind === 'items' && own?.kind === 'items')
      m.memory.write(address, OPTIONS, items([...own.items, ...held.items], call.site, held.open || own.open));
  }
  return reference(address, call.site);
}

/** The parser that a group belongs to. */
function parserOf(m: Machine, address: Address): Address {
  let at = address;
  for (let steps = 0; steps < 8; steps++) {
    if (m.memory.read(at, OPTIONS) !== undefined) return at;
    const { self } = m.memory.object(at).detail as CallDetail;
    if (self === undefined) return at;
    at = self;
  }
  return at;
}

function defaultsOf(m: Machine, parser: Address): Address {
  const present = m.memory.read(parser, DEFAULTS);
  if (present?.kind === 'reference') return present.address;
  const made = m.memory.create('object', m.memory.object(parser).provenance);
  m.memory.write(parser, DEFAULTS, reference(made, 0));
  return made;
}

function addOption(m: Machine, parser: Address, call: LibraryCall, options: Map<Address, Option>): Value {
  const flags = call.arguments.positional.flatMap((value) =>
    value.kind === 'primitive' && typeof value.value === 'string' ? [value.value] : [],
  );
  const named = call.arguments.keyword.get('dest');
  const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
  const destination = named?.kind === 'primitive' ? String(named.value) : long?.replace(/^-+/, '').replaceAll('-', '_');
  const action = call.arguments.keyword.get('action');
  const actionName =
    action === undefined
      ? 'store'
      : action.kind === 'primitive'
        ? String(action.value)
        : action.kind === 'library'
          ? (action.name.split('.').at(-1) ?? '')
          : 'unknown';
  const made = m.memory.create('object', call.site);
  const held = m.memory.read(parser, OPTIONS);
  if (destination === undefined || call.arguments.open) {
    m.memory.write(parser, OPTIONS, items([], call.site, true));
    return reference(made, call.site);
  }
  options.set(made, { flags, destination, action: actionName, args: call.arguments, site: call.site });
  // An option that is added under a condition is there or not.
  if (held?.kind === 'items')
    m.memory.write(parser, OPTIONS, items([...held.items, reference(made, call.site)], call.site, held.open));
  return reference(made, call.site);
}

function optionsOf(m: Machine, parser: Address, options: ReadonlyMap<Address, Option>): Option[] {
  const held = m.memory.read(parser, OPTIONS);
  const list = held?.kind === 'items' ? held.items : [];
  return list.flatMap((value) => (value.kind === 'reference' ? (options.get(value.address) ?? []) : []));
}

/** The default of an option, with its name as what a person can set. */
function defaultOf(m: Machine, option: Option, given: Value | undefined): Value {
  const { args, action, site } = option;
  const input = option.flags.find((flag) => flag.startsWith('--')) ?? option.flags[0] ?? option.destination;
  const written = given ?? args.keyword.get('default');
  if (written === undefined) {
    if (action === 'store_true') return { ...primitive(false, site), input };
    if (action === 'store_false') return { ...primitive(true, site), input };
    const required = args.keyword.get('required');
    const isRequired = required?.kind === 'primitive' && required.value === true;
    const isPositional = !input.startsWith('-') && args.keyword.get('nargs') === undefined;
    if (isRequired || isPositional) {
      const unknown = m.unknown('input', `the option ${input}`, site);
      return unknown.kind === 'unknown' ? { ...unknown, input } : unknown;
    }
    return { ...primitive(null, site), input };
  }
  const type = args.keyword.get('type');
  // argparse converts a default that is a text.
  const converted =
    written.kind === 'primitive' && typeof written.value === 'string' && type !== undefined
      ? convert(m, type, written, site)
      : written;
  return converted.kind === 'primitive' ? { ...converted, input } : converted;
}

function convert(m: Machine, type: Value, text: Primitive, site: number): Value {
  if (type.kind === 'builtin' && type.name === 'str') return text;
  return m.call(type, { positional: [text], keyword: new Map(), open: false }, site);
}

function parse(
  m: Machine,
  parser: Address,
  call: LibraryCall,
  options: ReadonlyMap<Address, Option>,
  inputs: ParserInputs,
): Value {
  const given = call.arguments.positional[0] ?? call.arguments.keyword.get('args');
  const into = call.arguments.keyword.get('namespace') ?? call.arguments.positional[1];
  const namespace = m.memory.create('object', call.site);
  const held = m.memory.read(parser, OPTIONS);
  const defaults = defaultsOf(m, parser);
  const list = optionsOf(m, parser, options);
  const literal =
    given === undefined
      ? undefined
      : knownItems(m, given)?.map((value) => (value.kind === 'primitive' ? String(value.value) : undefined));
  const isOwn =
    given === undefined ||
    (given.kind === 'primitive' && given.value === null) ||
    given.kind !== 'reference' ||
    literal === undefined;
  const argv = isOwn
    ? inputs.argv
    : literal.every((part): part is string => part !== undefined)
      ? literal.map((text): GivenText => ({ text: text ?? '', site: call.site }))
      : undefined;
  const command = argv === undefined ? new Map<string, readonly GivenText[]>() : readArguments(list, argv);
  const isOpenDefaults = m.memory.read(defaults, OPEN) !== undefined;
  for (const option of list) {
    const { destination, site } = option;
    const set = [destination, ...option.flags, ...option.flags.map((flag) => flag.replace(/^-+/, ''))]
      .map((name) => m.given(name))
      .find((value) => value !== undefined);
    const texts = command.get(destination);
    let value: Value =
      texts === undefined
        ? set !== undefined
          ? converted(m, option, set)
          : isOpenDefaults
            ? m.unknown('data', `the option ${destination} may have a default from a file`, site)
            : defaultOf(m, option, m.memory.read(defaults, destination))
        : givenValue(m, option, texts);
    if (value.kind === 'unknown' && value.input === undefined)
      value = { ...value, input: option.flags[0] ?? destination };
    if (
      texts === undefined &&
      m.memory.read(namespace, destination) !== undefined &&
      option.args.keyword.get('default') === undefined
    )
      continue;
    m.memory.write(namespace, destination, value);
  }
  for (const key of m.memory.keys(defaults)) {
    const value = m.memory.read(defaults, key);
    if (value !== undefined && !list.some(({ destination }) => destination === key))
      m.memory.write(namespace, key, value);
  }
  if (held?.kind !== 'items' || held.open || isOpenDefaults) m.memory.write(namespace, OPEN, primitive(true));
  if (into !== undefined && into.kind === 'reference') {
    for (const key of m.memory.keys(namespace))
      m.memory.write(into.address, key, m.memory.read(namespace, key) ?? into);
    return into;
  }
  return reference(namespace, call.site);
}

/** What a command line gives to each option, as texts. */
function readArguments(options: readonly Option[], argv: readonly GivenText[]): Map<string, readonly GivenText[]> {
  const found = new Map<string, readonly GivenText[]>();
  const positionals = options.filter(({ flags }) => flags[0] !== undefined && !flags[0].startsWith('-'));
  const matching = (flag: string): Option | undefined => {
    const exact = options.find(({ flags }) => flags.includes(flag));
    if (exact !== undefined || !flag.startsWith('--')) return exact;
    const near = options.filter(({ flags }) => flags.some((one) => one.startsWith(flag)));
    return near.length === 1 ? near[0] : undefined;
  };
  for (let i = 0; i < argv.length; i++) {
    const { text: part, site } = argv[i] ?? { text: '', site: 0 };
    const at = (text: string): GivenText => ({ text, site });
    const isNumber = /^-(?:\d|\.\d)/.test(part);
    if (!part.startsWith('-') || part === '-' || isNumber) {
      const next = positionals.find(({ destination }) => !found.has(destination));
      if (next !== undefined) found.set(next.destination, [at(part)]);
      continue;
    }
    const [flag = part, inline] = part.startsWith('--') ? splitOnce(part) : [part];
    const negated = flag.startsWith('--no-') ? matching(`--${flag.slice(5)}`) : undefined;
    const option =
      matching(flag) ??
      (negated?.action === 'BooleanOptionalAction' ? negated : undefined) ??
      options.find(({ flags }) => !part.startsWith('--') && flags.includes(part.slice(0, 2)));
    if (option === undefined) continue;
    if (option.action !== 'store' && option.action !== 'append') {
      const isFalse = option === negated || option.action === 'store_false';
      found.set(option.destination, [at(isFalse ? 'False' : 'True')]);
      continue;
    }
    if (inline !== undefined) found.set(option.destination, [at(inline)]);
    else if (!part.startsWith('--') && !option.flags.includes(part)) found.set(option.destination, [at(part.slice(2))]);
    else {
      const nargs = option.args.keyword.get('nargs');
      const most =
        nargs === undefined
          ? 1
          : nargs.kind === 'primitive' && typeof nargs.value === 'number'
            ? nargs.value
            : nargs.kind === 'primitive' && nargs.value === '?'
              ? 1
              : Number.POSITIVE_INFINITY;
      const taken: GivenText[] = [];
      for (let next = argv[i + 1]; taken.length < most && next !== undefined; next = argv[i + 1]) {
        if (next.text.startsWith('-') && !/^-(?:\d|\.\d)/.test(next.text)) break;
        i++;
        taken.push(next);
      }
      found.set(option.destination, taken);
    }
  }
  return found;
}

function splitOnce(part: string): [string, string | undefined] {
  const at = part.indexOf('=');
  return at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
}

/** A value that a person set, as the option's type makes it of its text. */
function converted(m: Machine, { args, action, site }: Option, set: Value): Value {
  const type = args.keyword.get('type');
  if (action !== 'store' || type === undefined || set.kind !== 'primitive' || set.value === null) return set;
  const made = convert(m, type, primitive(String(set.value), set.provenance), site);
  return made.kind === 'primitive' && set.input !== undefined ? { ...made, input: set.input } : made;
}

function givenValue(m: Machine, option: Option, texts: readonly GivenText[]): Value {
  const { args, action, site } = option;
  const [first] = texts;
  if (first === undefined)
    return args.keyword.get('const') ?? m.unknown('input', `the option ${option.destination}`, site);
  if (action !== 'store' && action !== 'append') return primitive(/^(?:true|1|yes)$/i.test(first.text), first.site);
  const type = args.keyword.get('type');
  const values = texts.map((given): Value => {
    const text = primitive(given.text, given.site);
    if (type === undefined) return text;
    const made = convert(m, type, text, given.site);
    return made.kind === 'primitive' ? { ...made, provenance: given.site } : made;
  });
  const nargs = args.keyword.get('nargs');
  const isList = action === 'append' || (nargs?.kind === 'primitive' && nargs.value !== '?');
  const [only] = values;
  if (!isList) return only ?? primitive(null, site);
  const list = m.memory.create('list', first.site);
  m.memory.write(list, '#items', items(values, first.site));
  return reference(list, first.site);
}
