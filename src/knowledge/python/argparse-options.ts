import { knownItems } from '../../script/lists.ts';
import type { Arguments, Machine } from '../../script/machine.ts';
import { items, type Primitive, primitive, reference, type Value } from '../../script/value.ts';
import { type GivenOption, type Readable, takesValues } from './command-line.ts';
import type { GivenText } from './given.ts';

/** An option of argparse: what it reads, and the arguments that it was added with. */
export interface Option extends Readable {
  readonly args: Arguments;
  readonly site: number;
}

/** What a person calls an option to set it. */
export const inputOf = (option: Readable): string =>
  option.flags.find((flag) => flag.startsWith('--')) ?? option.flags[0] ?? option.destination;

export const isSuppressed = (value: Value | undefined): boolean =>
  (value?.kind === 'library' && value.name === 'argparse.SUPPRESS') ||
  (value?.kind === 'primitive' && value.value === '==SUPPRESS==');

/** The default of an option, with its name as what a person can set. */
export function defaultOf(m: Machine, option: Option, replaced: Value | undefined): Value {
  const { args, action, site, nargs } = option;
  const input = inputOf(option);
  const written = replaced ?? args.keyword.get('default');
  if (written === undefined) {
    if (action === 'store_true') return { ...primitive(false, site), input };
    if (action === 'store_false') return { ...primitive(true, site), input };
    const required = args.keyword.get('required');
    const isRequired = required?.kind === 'primitive' && required.value === true;
    const isPositional = !input.startsWith('-') && nargs !== '?' && nargs !== '*' && nargs !== '...';
    if (isRequired || isPositional) return withInput(m.unknown('input', `the option ${input}`, site), input);
    if ((nargs === '*' || nargs === '...') && !input.startsWith('-')) return listOf(m, [], site);
    return { ...primitive(null, site), input };
  }
  const type = args.keyword.get('type');
  // argparse converts a default that is a text.
  const converted =
    written.kind === 'primitive' && typeof written.value === 'string' && type !== undefined && takesValues(option)
      ? convert(m, type, written, site)
      : written;
  return converted.kind === 'primitive' ? { ...converted, input } : converted;
}

export const withInput = (value: Value, input: string): Value =>
  value.kind === 'unknown' && value.input === undefined ? { ...value, input } : value;

function convert(m: Machine, type: Value, text: Primitive, site: number): Value {
  if (type.kind === 'builtin' && type.name === 'str') return text;
  if (type.kind === 'primitive') return text;
  return m.call(type, { positional: [text], keyword: new Map(), open: false }, site);
}

/** What a person set for an option, as its type makes it. */
export function setValue(m: Machine, option: Option): Value | undefined {
  const { destination, flags } = option;
  const names = [destination, ...flags, ...flags.map((flag) => flag.replace(/^-+/, ''))];
  const set = names.map((name) => m.given(name)).find((value) => value !== undefined);
  const type = option.args.keyword.get('type');
  if (set === undefined || !takesValues(option) || type === undefined || set.kind !== 'primitive' || set.value === null)
    return set;
  const made = convert(m, type, primitive(String(set.value), set.provenance), option.site);
  return made.kind === 'primitive' && set.input !== undefined ? { ...made, input: set.input } : made;
}

/** An argument as a value: a text, or unknown. */
export function textValue(m: Machine, { text, site, hole, input }: GivenText): Value {
  if (hole !== undefined) {
    const unknown = m.unknown('input', hole.text, site);
    return hole.input === undefined ? unknown : withInput(unknown, hole.input);
  }
  return input === undefined ? primitive(text, site) : { ...primitive(text, site), input };
}

/** What an option comes to that a command gives; `before` is what the same option had been given already. */
export function givenValue(
  m: Machine,
  { option, flag, texts, site }: GivenOption<Option>,
  before: Value | undefined,
): Value {
  const { args, action, destination } = option;
  const constant = args.keyword.get('const');
  const at = (value: Value | undefined): Value | undefined =>
    value?.kind === 'primitive' ? primitive(value.value, site, value.float) : value;
  switch (action) {
    case 'store_true':
      return primitive(true, site);
    case 'store_false':
      return primitive(false, site);
    case 'BooleanOptionalAction':
      return primitive(!flag.startsWith('--no-') || option.flags.includes(flag), site);
    case 'store_const':
      return at(constant) ?? primitive(null, site);
    case 'store':
    case 'append':
    case 'extend':
      break;
    default:
      return withInput(m.unknown('call', `what the action of ${inputOf(option)} does`, site), inputOf(option));
  }
  const type = args.keyword.get('type');
  const values = texts.map((given): Value => {
    const text = textValue(m, given);
    if (text.kind !== 'primitive' || type === undefined) return text;
    const made = convert(m, type, { ...text, provenance: given.site }, given.site);
    return made.kind === 'primitive'
      ? { ...made, provenance: given.site, ...(given.input === undefined ? {} : { input: given.input }) }
      : made;
  });
  const [only] = values;
  const { nargs } = option;
  if (texts.some(({ spread }) => spread === true) && nargs !== undefined && nargs !== '?')
    return m.unknown('input', `the values of ${inputOf(option)}`, site);
  if (nargs === '?' && only === undefined) return at(constant) ?? primitive(null, site);
  const isList = nargs !== undefined && nargs !== '?';
  const own = isList ? listOf(m, values, site) : (only ?? m.unknown('input', `the option ${destination}`, site));
  if (action === 'store') return own;
  const earlier =
    before === undefined ? defaultItems(m, args.keyword.get('default')) : (knownItems(m, before) ?? undefined);
  if (earlier === undefined) return m.unknown('call', `the values of ${inputOf(option)}`, site);
  return listOf(m, [...earlier, ...(action === 'extend' ? values : [own])], site);
}

function defaultItems(m: Machine, value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined || (value.kind === 'primitive' && value.value === null)) return [];
  return knownItems(m, value);
}

export function listOf(m: Machine, values: readonly Value[], site: number): Value {
  const list = m.memory.create('list', site);
  m.memory.write(list, '#items', items(values, site));
  return reference(list, site);
}
