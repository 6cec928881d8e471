import { knownItems } from '../../script/lists.ts';
import type { CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { OPEN } from '../../script/memory.ts';
import { type Address, items, primitive, reference, type Value } from '../../script/value.ts';
import { defaultOf, type Option } from './argparse-options.ts';
import { copySlot, defaultsOf, OPTIONS, optionsOf, parse, SUB_DESTINATION, SUBPARSERS } from './argparse-parse.ts';
import type { ParserInputs } from './given.ts';

const PARSER =
  /^argparse\.ArgumentParser$|\.(?:add_argument_group|add_mutually_exclusive_group|add_parser)$|#add_(?:argument_group|mutually_exclusive_group|parser)$/;
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
      if (at < 0 || self === undefined) return undefined;
      const method = call.name.slice(at + 1);
      if (method === 'add_parser' && /#add_subparsers$/.test(call.name.slice(0, at)))
        return addSubparser(m, self, call);
      if (!PARSER.test(call.name.slice(0, at))) return undefined;
      const parser = parserOf(m, self);
      switch (method) {
        case 'add_argument':
          return addOption(m, parser, call, options);
        case 'add_subparsers':
          return addSubparsers(m, parser, call);
        case 'set_defaults':
          for (const [key, value] of call.arguments.keyword) m.memory.write(defaultsOf(m, parser), key, value);
          if (call.arguments.open) m.memory.write(defaultsOf(m, parser), OPEN, primitive(true));
          return primitive(null, call.site);
        case 'parse_args':
        case 'parse_intermixed_args':
          return parse(m, parser, call, options, inputs).namespace;
        case 'parse_known_args':
        case 'parse_known_intermixed_args': {
          const { namespace, rest } = parse(m, parser, call, options, inputs);
          const tuple = m.memory.create('tuple', call.site);
          m.memory.write(tuple, '#items', items([namespace, rest], call.site));
          return reference(tuple, call.site);
        }
        case 'get_default': {
          const [name] = call.arguments.positional;
          const option =
            name?.kind === 'primitive'
              ? optionsOf(m, parser, options).find((one) => one.destination === name.value)
              : undefined;
          return option === undefined
            ? m.unknown('call', 'the default of an option', call.site)
            : defaultOf(m, option, m.memory.read(defaultsOf(m, parser), option.destination));
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
  const list = parents === undefined ? [] : knownItems(m, parents);
  if (list === undefined) m.memory.write(address, OPTIONS, items([], call.site, true));
  for (const parent of list ?? []) {
    const held = parent.kind === 'reference' ? m.memory.read(parent.address, OPTIONS) : undefined;
    const own = m.memory.read(address, OPTIONS);
    if (held?.kind === 'items' && own?.kind === 'items')
      m.memory.write(address, OPTIONS, items([...own.items, ...held.items], call.site, held.open || own.open));
    if (parent.kind === 'reference' && held !== undefined)
      for (const key of m.memory.keys(defaultsOf(m, parent.address)))
        copySlot(m, defaultsOf(m, parent.address), defaultsOf(m, address), key);
  }
  // Files of arguments, and defaults for all options, are beyond what is read.
  if (['fromfile_prefix_chars', 'argument_default'].some((name) => call.arguments.keyword.has(name)))
    m.memory.write(address, OPEN, primitive(true));
  return reference(address, call.site);
}

function addSubparsers(m: Machine, parser: Address, call: LibraryCall): Value {
  const detail: CallDetail = {
    name: call.name,
    self: parser,
    arguments: call.arguments,
    site: call.site,
  };
  const address = m.memory.create('call', call.site, detail);
  const held = m.memory.create('object', call.site);
  m.memory.write(parser, SUBPARSERS, reference(held, call.site));
  m.memory.write(address, SUBPARSERS, reference(held, call.site));
  const destination = call.arguments.keyword.get('dest');
  if (destination !== undefined) m.memory.write(parser, SUB_DESTINATION, destination);
  return reference(address, call.site);
}

function addSubparser(m: Machine, self: Address, call: LibraryCall): Value {
  const made = makeParser(m, { ...call, name: 'argparse.ArgumentParser' });
  const held = m.memory.read(self, SUBPARSERS);
  const name = call.arguments.positional[0] ?? call.arguments.keyword.get('name');
  if (held?.kind !== 'reference') return made;
  if (name?.kind === 'primitive' && typeof name.value === 'string') m.memory.write(held.address, name.value, made);
  else m.memory.write(held.address, OPEN, primitive(true));
  return made;
}

/** The parser that a group belongs to. */
function parserOf(m: Machine, address: Address): Address {
  let at = address;
  for (let steps = 0; steps < 8; steps++) {
    if (m.memory.read(at, OPTIONS) !== undefined) return at;
    const { kind, detail } = m.memory.object(at);
    if (kind === 'instance') {
      // A class of the script that is a parser.
      m.memory.write(at, OPTIONS, items([], 0));
      return at;
    }
    const self = kind === 'call' ? (detail as CallDetail).self : undefined;
    if (self === undefined) return at;
    at = self;
  }
  return at;
}

function addOption(m: Machine, parser: Address, call: LibraryCall, options: Map<Address, Option>): Value {
  const { keyword, positional } = call.arguments;
  const flags = positional.flatMap((value) =>
    value.kind === 'primitive' && typeof value.value === 'string' ? [value.value] : [],
  );
  const named = keyword.get('dest');
  const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
  const destination =
    named?.kind === 'primitive'
      ? String(named.value)
      : named === undefined
        ? long?.startsWith('-')
          ? long.replace(/^-+/, '').replaceAll('-', '_')
          : long
        : undefined;
  const made = m.memory.create('object', call.site);
  const held = m.memory.read(parser, OPTIONS);
  const nargs = keyword.get('nargs');
  const isFollowed =
    flags.length === positional.length &&
    (nargs === undefined || nargs.kind === 'primitive' || countOf(nargs) !== undefined);
  if (destination === undefined || call.arguments.open || !isFollowed) {
    m.memory.write(parser, OPTIONS, items(held?.kind === 'items' ? held.items : [], call.site, true));
    return reference(made, call.site);
  }
  options.set(made, {
    flags: flags.length === 0 ? [destination] : flags,
    destination,
    action: actionOf(keyword.get('action')),
    nargs: countOf(nargs),
    args: call.arguments,
    site: call.site,
  });
  // What an option says of its default comes after what was said of it before.
  const defaults = defaultsOf(m, parser);
  if (keyword.has('default') && m.memory.read(defaults, destination) !== undefined)
    m.memory.delete(defaults, destination);
  // An option that is added under a condition is there or not.
  if (held?.kind === 'items')
    m.memory.write(parser, OPTIONS, items([...held.items, reference(made, call.site)], call.site, held.open));
  return reference(made, call.site);
}

const COUNTS: Readonly<Record<string, string>> = {
  'argparse.REMAINDER': '...',
  'argparse.OPTIONAL': '?',
  'argparse.ZERO_OR_MORE': '*',
  'argparse.ONE_OR_MORE': '+',
};

function countOf(nargs: Value | undefined): number | string | undefined {
  if (nargs?.kind === 'library') return COUNTS[nargs.name];
  if (nargs?.kind !== 'primitive' || nargs.value === null) return undefined;
  return typeof nargs.value === 'number' ? nargs.value : String(nargs.value);
}

function actionOf(action: Value | undefined): string {
  if (action === undefined) return 'store';
  if (action.kind === 'primitive') return String(action.value);
  return action.kind === 'library' ? (action.name.split('.').at(-1) ?? '') : 'unknown';
}
