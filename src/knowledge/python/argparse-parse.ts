import { knownItems } from '../../script/lists.ts';
import type { LibraryCall, Machine } from '../../script/machine.ts';
import { OPEN } from '../../script/memory.ts';
import { type Address, primitive, reference, type Value } from '../../script/value.ts';
import {
  defaultOf,
  givenValue,
  inputOf,
  isSuppressed,
  listOf,
  type Option,
  setValue,
  textValue,
  withInput,
} from './argparse-options.ts';
import { type Readable, readLine } from './command-line.ts';
import type { GivenText, ParserInputs } from './given.ts';

export const OPTIONS = '#options';
const DEFAULTS = '#defaults';
/** Subparsers of a parser: an object from name to parser; and the attribute that the chosen name goes to. */
export const SUBPARSERS = '#subparsers';
export const SUB_DESTINATION = '#sub-destination';

export function copySlot(m: Machine, from: Address, to: Address, key: string): void {
  const value = m.memory.read(from, key);
  if (value !== undefined) m.memory.write(to, key, value);
}

/** What was said of defaults apart from the options. */
export function defaultsOf(m: Machine, parser: Address): Address {
  const present = m.memory.read(parser, DEFAULTS);
  if (present?.kind === 'reference') return present.address;
  const made = m.memory.create('object', m.memory.object(parser).provenance);
  m.memory.write(parser, DEFAULTS, reference(made, 0));
  return made;
}

export function optionsOf(m: Machine, parser: Address, options: ReadonlyMap<Address, Option>): Option[] {
  const held = m.memory.read(parser, OPTIONS);
  const list = held?.kind === 'items' ? held.items : [];
  return list.flatMap((value) => (value.kind === 'reference' ? (options.get(value.address) ?? []) : []));
}

/** What `parse_args` gives, with the arguments that nothing took. */
export function parse(
  m: Machine,
  parser: Address,
  call: LibraryCall,
  options: ReadonlyMap<Address, Option>,
  inputs: ParserInputs,
): { readonly namespace: Value; readonly rest: Value } {
  const into = call.arguments.keyword.get('namespace') ?? call.arguments.positional[1];
  const namespace = m.memory.create('object', call.site);
  const rest = parseInto({ m, options, namespace }, parser, argvOf(m, call, inputs));
  const others =
    rest === undefined
      ? m.unknown('input', 'the arguments that are left', call.site)
      : listOf(
          m,
          rest.map((one) => textValue(m, one)),
          call.site,
        );
  if (into === undefined || into.kind !== 'reference')
    return { namespace: reference(namespace, call.site), rest: others };
  for (const key of m.memory.keys(namespace)) {
    const isGiven = m.memory.read(namespace, givenSlot(key)) !== undefined;
    if (isGiven || m.memory.read(into.address, key) === undefined) copySlot(m, namespace, into.address, key);
  }
  copySlot(m, namespace, into.address, OPEN);
  return { namespace: into, rest: others };
}

const givenSlot = (destination: string): string => `#given ${destination}`;

/** The arguments that a call of `parse_args` reads; undefined where no command gives any. */
function argvOf(m: Machine, call: LibraryCall, inputs: ParserInputs): readonly GivenText[] | undefined {
  const given = call.arguments.positional[0] ?? call.arguments.keyword.get('args');
  if (given === undefined || given.kind !== 'reference') return inputs.argv;
  const list = knownItems(m, given);
  if (list === undefined) return inputs.argv;
  return list.map((value): GivenText => {
    const site = value.provenance > 0 ? value.provenance : call.site;
    if (value.kind === 'primitive') return { text: String(value.value), site };
    if (value.kind !== 'unknown') return { text: '', site, hole: { text: 'an argument that is not known' } };
    return { text: '', site, hole: { text: value.text, ...(value.input === undefined ? {} : { input: value.input }) } };
  });
}

interface Parsing {
  readonly m: Machine;
  readonly options: ReadonlyMap<Address, Option>;
  readonly namespace: Address;
}

const CHOSEN = '#subcommand';
/** The name of a subcommand, with all that follows it. */
const SUBCOMMAND: Readable = { flags: ['command'], destination: CHOSEN, action: 'store', nargs: 'A...' };

/** Fills a namespace; gives the arguments that nothing took, undefined where nobody knows them. */
function parseInto(
  parsing: Parsing,
  parser: Address,
  argv: readonly GivenText[] | undefined,
): readonly GivenText[] | undefined {
  const { m, options, namespace } = parsing;
  const held = m.memory.read(parser, OPTIONS);
  const defaults = defaultsOf(m, parser);
  const list = optionsOf(m, parser, options);
  const subparsers = m.memory.read(parser, SUBPARSERS);
  const line = readLine<Readable>(subparsers === undefined ? list : [...list, SUBCOMMAND], argv ?? []);
  const isOpen = m.memory.read(defaults, OPEN) !== undefined;
  fillDefaults(parsing, list, defaults, isOpen);
  for (const [i, given] of line.given.entries()) {
    if (line.open?.after === i) giveUp(parsing, list, line.open.by);
    const option = list.find((one) => one === given.option);
    if (option === undefined || setValue(m, option) !== undefined) continue;
    const isFirst = m.memory.read(namespace, givenSlot(option.destination)) === undefined;
    const before = isFirst ? undefined : m.memory.read(namespace, option.destination);
    m.memory.write(namespace, option.destination, givenValue(m, { ...given, option }, before));
    m.memory.write(namespace, givenSlot(option.destination), primitive(true));
  }
  if (line.open !== undefined && line.open.after >= line.given.length) giveUp(parsing, list, line.open.by);
  for (const key of m.memory.keys(defaults))
    if (m.memory.read(namespace, key) === undefined) copySlot(m, defaults, namespace, key);
  if (held?.kind !== 'items' || held.open || isOpen || m.memory.read(parser, OPEN) !== undefined)
    m.memory.write(namespace, OPEN, primitive(true));
  const isKnown = line.open === undefined;
  if (subparsers?.kind !== 'reference') return isKnown ? line.rest : undefined;
  const command = line.given.find(({ option }) => option.destination === CHOSEN)?.texts;
  const more = parseSubcommand(parsing, parser, subparsers.address, command, argv !== undefined && isKnown);
  return isKnown && more !== undefined ? [...line.rest, ...more] : undefined;
}

function fillDefaults({ m, namespace }: Parsing, list: readonly Option[], defaults: Address, isOpen: boolean): void {
  for (const option of list) {
    const { destination, site } = option;
    const set = setValue(m, option);
    if (set !== undefined) {
      m.memory.write(namespace, destination, set);
      m.memory.write(namespace, givenSlot(destination), primitive(true));
      continue;
    }
    // Where several options go to one attribute, the default of the first holds.
    if (m.memory.read(namespace, destination) !== undefined) continue;
    const replaced = m.memory.read(defaults, destination);
    if (isSuppressed(replaced ?? option.args.keyword.get('default'))) continue;
    const value = isOpen
      ? m.unknown('data', `the option ${destination} may have a default from a file`, site)
      : defaultOf(m, option, replaced);
    m.memory.write(namespace, destination, withInput(value, inputOf(option)));
  }
}

/** What nobody knows may have set any option. */
function giveUp({ m, namespace }: Parsing, list: readonly Option[], { hole }: GivenText): void {
  for (const option of list) {
    if (setValue(m, option) !== undefined) continue;
    const why = m.unknown('input', `${hole?.text ?? 'arguments that are not known'} may set it`, option.site);
    m.memory.write(namespace, option.destination, withInput(why, hole?.input ?? inputOf(option)));
    m.memory.write(namespace, givenSlot(option.destination), primitive(true));
  }
}

/** Goes on with the subparser that a command names, or that a person set; without either it may be any. */
function parseSubcommand(
  parsing: Parsing,
  parser: Address,
  subparsers: Address,
  command: readonly GivenText[] | undefined,
  isKnown: boolean,
): readonly GivenText[] | undefined {
  const { m, namespace } = parsing;
  const destination = m.memory.read(parser, SUB_DESTINATION);
  const key = destination?.kind === 'primitive' && destination.value !== null ? String(destination.value) : undefined;
  const set = key === undefined ? undefined : m.given(key);
  const [first, ...rest] = command ?? [];
  const name = set?.kind === 'primitive' ? String(set.value) : first?.hole === undefined ? first?.text : undefined;
  const sub = name === undefined ? undefined : m.memory.read(subparsers, name);
  const put = (value: Value): void => {
    if (key !== undefined) m.memory.write(namespace, key, value);
  };
  if (sub?.kind === 'reference') {
    put(set ?? (first === undefined ? primitive(name ?? null) : textValue(m, first)));
    return parseInto(parsing, sub.address, command === undefined ? undefined : rest);
  }
  if (isKnown && command === undefined) {
    put(primitive(null));
    return [];
  }
  const input = key ?? 'the subcommand';
  const why = (): Value => withInput(m.unknown('input', `the subcommand ${key ?? ''}`.trim(), 0), input);
  put(why());
  // What only one of several can give holds wherever it is there at all.
  const owners = new Map<string, number>();
  const before = new Set(m.memory.keys(namespace));
  for (const one of m.memory.keys(subparsers)) {
    const other = m.memory.read(subparsers, one);
    if (other?.kind !== 'reference') continue;
    const apart = { ...parsing, namespace: m.memory.create('object', 0) };
    parseInto(apart, other.address, undefined);
    for (const slot of m.memory.keys(apart.namespace)) {
      owners.set(slot, (owners.get(slot) ?? 0) + 1);
      const isAlone = owners.get(slot) === 1 && !before.has(slot);
      if (isAlone) copySlot(m, apart.namespace, namespace, slot);
      else m.memory.write(namespace, slot, why());
    }
  }
  return undefined;
}
