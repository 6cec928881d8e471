import { knownItems } from '../../script/lists.ts';
import type { Arguments, CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, primitive, reference, type Value } from '../../script/value.ts';
import { listOf, textValue, withInput } from './argparse-options.ts';
import { type GivenOption, type Readable, readLine, takesValues } from './command-line.ts';
import type { GivenText, ParserInputs } from './given.ts';
import { closureOf, likeDefault, NO_ARGUMENTS, overridable, setByName } from './signatures.ts';

interface Option extends Readable {
  readonly args: Arguments;
  readonly site: number;
  readonly isArgument: boolean;
}

const FUNCTION = '#function';
const COMMANDS = '#commands';
const DECORATOR = /^(?:rich_click|click)(?:\.decorators)?\.(\w+)$/;

/** click: functions that decorators make commands of. */
export function clickLibrary(inputs: ParserInputs): Library {
  /** Options by function, in the order of the decorators from the function up. */
  const options = new Map<Address, Option[]>();
  /** Functions that get the context in front. */
  const withContext = new Set<Address>();
  return {
    decorate(m, decorator, value, site) {
      const call = callDetail(m, decorator);
      const name = call?.name ?? (decorator.kind === 'library' ? decorator.name : '');
      const kind = DECORATOR.exec(name)?.[1] ?? (/^click\.\w+#(?:command|group)$/.test(name) ? 'command' : undefined);
      if (kind === undefined || value.kind !== 'reference') return undefined;
      if (closureOf(m, value) === undefined) return undefined;
      const own = options.get(value.address) ?? [];
      switch (kind) {
        case 'option':
        case 'argument':
          if (call === undefined) return undefined;
          options.set(value.address, [optionOf(call, kind === 'argument', site), ...own]);
          return value;
        case 'pass_context':
        case 'pass_obj':
          withContext.add(value.address);
          return value;
        case 'command':
        case 'group': {
          const detail: CallDetail = {
            name: kind === 'group' ? 'click.Group' : 'click.Command',
            arguments: NO_ARGUMENTS,
            site,
          };
          const command = m.memory.create('call', site, detail);
          m.memory.write(command, FUNCTION, value);
          const group = call?.self;
          if (group !== undefined && m.memory.read(group, FUNCTION) !== undefined)
            addCommand(m, group, reference(command, site), site);
          return reference(command, site);
        }
        default:
          return undefined;
      }
    },
    call(m, call) {
      const { self } = call;
      if (self === undefined) return undefined;
      if (call.name === 'click.Group#add_command') {
        const [command] = call.arguments.positional;
        if (command !== undefined) addCommand(m, self, command, call.site);
        return primitive(null, call.site);
      }
      if (!/^click\.(?:Command|Group)#(?:\(\)|main)$/.test(call.name)) return undefined;
      return runCommand(m, self, argvOf(m, call, inputs), call.site);
    },
  };

  function runCommand(
    m: Machine,
    command: Address,
    argv: readonly GivenText[] | undefined,
    site: number,
  ): Value | undefined {
    const target = m.memory.read(command, FUNCTION);
    if (target?.kind !== 'reference') return undefined;
    const held = m.memory.read(command, COMMANDS);
    const commands = held === undefined ? [] : (knownItems(m, held) ?? []);
    const own = options.get(target.address) ?? [];
    const sub: Readable = { flags: ['command'], destination: COMMANDS, action: 'store', nargs: 'A...' };
    const line = readLine<Readable>(commands.length === 0 ? own : [...own, sub], argv ?? []);
    const values = new Map(
      own.map((option) => [option.destination, settledValue(m, option, line.given, line.open !== undefined)]),
    );
    const context = withContext.has(target.address) ? [m.unknown('call', 'the context of a command', site)] : [];
    const result = m.call(target, { positional: context, keyword: values, open: false }, site);
    const named = line.given.find(({ option }) => option === sub)?.texts ?? [];
    const chosen = commandNamed(m, commands, named[0]);
    if (chosen !== undefined) return runCommand(m, chosen, argv === undefined ? undefined : named.slice(1), site);
    return result;
  }
}

/** The subcommand of a name; without one, the only one there is. */
function commandNamed(m: Machine, commands: readonly Value[], named: GivenText | undefined): Address | undefined {
  const [only] = commands;
  if (named === undefined) return commands.length === 1 && only?.kind === 'reference' ? only.address : undefined;
  for (const command of commands) {
    if (command.kind !== 'reference') continue;
    const name = closureOf(m, m.memory.read(command.address, FUNCTION))?.definition.name;
    if (name?.replaceAll('_', '-') === named.text || name === named.text) return command.address;
  }
  return undefined;
}

function addCommand(m: Machine, group: Address, command: Value, site: number): void {
  const held = m.memory.read(group, COMMANDS);
  m.memory.write(
    group,
    COMMANDS,
    listOf(m, [...(held === undefined ? [] : (knownItems(m, held) ?? [])), command], site),
  );
}

function callDetail(m: Machine, value: Value): CallDetail | undefined {
  const object = value.kind === 'reference' ? m.memory.object(value.address) : undefined;
  return object?.kind === 'call' ? (object.detail as CallDetail) : undefined;
}

function argvOf(m: Machine, call: LibraryCall, inputs: ParserInputs): readonly GivenText[] | undefined {
  const given = call.arguments.keyword.get('args') ?? call.arguments.positional[0];
  const list = given === undefined ? undefined : knownItems(m, given);
  if (list === undefined) return inputs.argv;
  return list.map((value) => ({
    text: value.kind === 'primitive' ? String(value.value) : '',
    site: value.provenance > 0 ? value.provenance : call.site,
  }));
}

function optionOf(call: CallDetail, isArgument: boolean, site: number): Option {
  const { positional, keyword } = call.arguments;
  const texts = positional.flatMap((value) =>
    value.kind === 'primitive' && typeof value.value === 'string' ? [value.value] : [],
  );
  const flags = texts
    .filter((text) => text.startsWith('-'))
    .flatMap((text) => text.split('/').map((part) => part.trim()));
  const named = texts.find((text) => !text.startsWith('-'));
  const long = texts.filter((text) => text.startsWith('-')).sort((a, b) => dashes(b) - dashes(a))[0];
  const destination = (named ?? long?.split('/')[0]?.replace(/^-+/, '') ?? '').replaceAll('-', '_').toLowerCase();
  const flag = keyword.get('is_flag');
  const written = keyword.get('default');
  const isSwitch =
    (flag?.kind === 'primitive' && flag.value === true) ||
    keyword.has('flag_value') ||
    texts.some((text) => text.startsWith('-') && text.includes('/'));
  const nargs = keyword.get('nargs');
  const count = nargs?.kind === 'primitive' && typeof nargs.value === 'number' ? nargs.value : undefined;
  const isRequired = keyword.get('required');
  const mayMiss = written !== undefined || (isRequired?.kind === 'primitive' && isRequired.value === false);
  return {
    flags: isArgument ? [destination] : flags,
    destination,
    action: isSwitch ? 'store_true' : 'store',
    nargs: count === -1 ? '*' : count === undefined || count === 1 ? (isArgument && mayMiss ? '?' : undefined) : count,
    args: call.arguments,
    site: call.site > 0 ? call.site : site,
    isArgument,
  };
}

const dashes = (text: string): number => /^-*/.exec(text)?.[0].length ?? 0;

function settledValue(m: Machine, option: Option, given: readonly GivenOption<Readable>[], isOpen: boolean): Value {
  const { args, destination, site } = option;
  const input = option.isArgument ? destination : (option.flags.find((flag) => flag.startsWith('--')) ?? destination);
  const set = setByName(m, destination, ...option.flags.map((flag) => flag.replace(/^-+/, '')));
  if (set !== undefined)
    return set.kind === 'primitive' && set.value !== null
      ? converted(m, option, { text: String(set.value), site: set.provenance }, input, set)
      : set;
  if (isOpen) return withInput(m.unknown('input', `the option ${input}`, site), input);
  const own = given.filter((one) => one.option === option);
  const last = own.at(-1);
  const multiple = args.keyword.get('multiple');
  if (multiple?.kind === 'primitive' && multiple.value === true) {
    if (own.length > 0)
      return listOf(
        m,
        own.flatMap(({ texts }) => texts.map((text) => converted(m, option, text, input))),
        site,
      );
    return args.keyword.get('default') ?? listOf(m, [], site);
  }
  if (last !== undefined) {
    if (!takesValues(option)) {
      const flagged = args.keyword.get('flag_value');
      if (flagged !== undefined) return flagged;
      const pairs = option.args.positional.flatMap((value) =>
        value.kind === 'primitive' ? [String(value.value)] : [],
      );
      const isOff = pairs.some((pair) => pair.includes('/') && pair.split('/')[1]?.trim() === last.flag);
      return primitive(!isOff, last.site);
    }
    if (option.nargs !== undefined && option.nargs !== '?')
      return listOf(
        m,
        last.texts.map((text) => converted(m, option, text, input)),
        site,
      );
    const [first] = last.texts;
    if (first !== undefined) return converted(m, option, first, input);
  }
  const written = args.keyword.get('default');
  if (written !== undefined) return overridable(written, input);
  const required = args.keyword.get('required');
  const mustBe = option.isArgument
    ? option.nargs === undefined
    : required?.kind === 'primitive' && required.value === true;
  if (mustBe) return withInput(m.unknown('input', `the option ${input}`, site), input);
  return { ...primitive(takesValues(option) ? null : false, site), input };
}

/** A text as the type of an option makes it, or, without one, as its default is. */
function converted(m: Machine, option: Option, given: GivenText, input: string, set?: Value): Value {
  const value = textValue(m, given);
  if (value.kind !== 'primitive') return value;
  const type = option.args.keyword.get('type');
  const name =
    type?.kind === 'library'
      ? type.name
      : type?.kind === 'builtin'
        ? type.name
        : type === undefined
          ? ''
          : (callDetail(m, type)?.name ?? 'other');
  const kind = /(?:^|\.)(?:float|FLOAT|FloatRange)$/.test(name)
    ? 'float'
    : /(?:^|\.)(?:int|INT|IntRange)$/.test(name)
      ? 'int'
      : /(?:^|\.)(?:bool|BOOL)$/.test(name)
        ? 'bool'
        : /(?:^|\.)(?:str|STRING|Choice|Path|File)$/.test(name)
          ? 'str'
          : undefined;
  if (kind === 'str') return value;
  const made =
    kind !== undefined
      ? m.call(
          { kind: 'builtin', name: kind, provenance: given.site },
          { ...NO_ARGUMENTS, positional: [value] },
          given.site,
        )
      : name !== ''
        ? type === undefined
          ? value
          : m.call(type, { ...NO_ARGUMENTS, positional: [value] }, given.site)
        : option.args.keyword.get('default') === undefined
          ? value
          : likeDefault(
              m,
              given,
              { name: option.destination, default: option.args.keyword.get('default'), site: option.site },
              input,
            );
  const plain =
    kind === 'bool' && made.kind === 'primitive'
      ? primitive(/^(?:1|true|t|yes|y|on)$/i.test(given.text), given.site)
      : made;
  if (plain.kind !== 'primitive') return plain;
  return {
    ...plain,
    provenance: given.site,
    ...(set?.kind === 'primitive' && set.input !== undefined ? { input: set.input } : {}),
  };
}
