import { knownItems } from '../../script/lists.ts';
import type { CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, primitive, reference, type Value } from '../../script/value.ts';
import { listOf, withInput } from './argparse-options.ts';
import { type Readable, readLine } from './command-line.ts';
import type { GivenText, ParserInputs } from './given.ts';
import {
  classAt,
  fieldsOf,
  likeDefault,
  NO_ARGUMENTS,
  overridable,
  type Parameter,
  parametersOf,
  setByName,
} from './signatures.ts';

type Argv = readonly GivenText[] | undefined;

/**
 * Libraries that make a command line of a function's parameters or a dataclass's fields: fire, typer, tyro, simple-parsing,
 * and the parser of transformers.
 */
export function functionParsers(inputs: ParserInputs): Library {
  return {
    call(m, call) {
      const [first] = call.arguments.positional;
      switch (call.name) {
        case 'fire.Fire':
        case 'fire.core.Fire':
          return parametersOf(m, first) === undefined ? undefined : run(m, first, inputs.argv, call.site, 'either');
        case 'typer.run':
          return parametersOf(m, first) === undefined ? undefined : run(m, first, inputs.argv, call.site, 'typer');
        case 'typer.Typer#()':
          return runApp(m, call, inputs.argv);
        case 'tyro.cli':
        case 'simple_parsing.parse':
        case 'simple_parsing.helpers.parse':
          return classAt(m, first) === undefined
            ? parametersOf(m, first) === undefined
              ? undefined
              : run(m, first, inputs.argv, call.site, 'flags')
            : instance(m, first, inputs.argv, call.site);
        case 'transformers.HfArgumentParser#parse_args_into_dataclasses':
        case 'transformers.hf_argparser.HfArgumentParser#parse_args_into_dataclasses':
        case 'trl.TrlParser#parse_args_into_dataclasses':
          return dataclassesOf(m, call, inputs.argv);
        case 'simple_parsing.ArgumentParser#parse_args':
          return parsed(m, call, inputs.argv);
        case 'simple_parsing.ArgumentParser#add_arguments': {
          if (call.self === undefined) return undefined;
          const to = call.arguments.keyword.get('dest') ?? call.arguments.positional[1];
          if (first !== undefined && to?.kind === 'primitive')
            m.memory.write(call.self, `#class ${String(to.value)}`, first);
          return primitive(null, call.site);
        }
        default:
          return undefined;
      }
    },
    decorate(m, decorator, value, site) {
      const call = callDetail(m, decorator);
      if (call?.self === undefined || !/^typer\.Typer#(?:command|callback)$/.test(call.name)) return undefined;
      const isCallback = call.name.endsWith('callback');
      const held = m.memory.read(call.self, COMMANDS);
      const commands = held === undefined ? [] : (knownItems(m, held) ?? []);
      if (isCallback) m.memory.write(call.self, CALLBACK, value);
      else m.memory.write(call.self, COMMANDS, listOf(m, [...commands, value], site));
      return value;
    },
  };
}

const COMMANDS = '#commands';
const CALLBACK = '#callback';

function callDetail(m: Machine, value: Value): CallDetail | undefined {
  const object = value.kind === 'reference' ? m.memory.object(value.address) : undefined;
  return object?.kind === 'call' ? (object.detail as CallDetail) : undefined;
}

/** `app()`: its only command; of several, which one runs is not known. */
function runApp(m: Machine, call: LibraryCall, argv: Argv): Value | undefined {
  const held = call.self === undefined ? undefined : m.memory.read(call.self, COMMANDS);
  const commands = held === undefined ? undefined : knownItems(m, held);
  const isSingle = call.self !== undefined && m.memory.read(call.self, CALLBACK) === undefined;
  const [only] = commands ?? [];
  if (only === undefined || commands?.length !== 1 || !isSingle) return undefined;
  return run(m, only, argv, call.site, 'typer');
}

/** `typer`: parameters with defaults are options, others arguments; `flags`: all are options; `either`: all are both. */
type Style = 'typer' | 'flags' | 'either';

/** Calls a function with what a command, or a person, gives to its parameters. */
function run(m: Machine, target: Value | undefined, argv: Argv, site: number, style: Style): Value | undefined {
  const parameters = parametersOf(m, target);
  if (target === undefined || parameters === undefined) return undefined;
  const values = valuesOf(
    m,
    parameters.map((parameter) => (style === 'typer' ? ofTyper(m, parameter) : { parameter })),
    argv,
    style,
  );
  return m.call(target, { ...NO_ARGUMENTS, keyword: values }, site);
}

interface Described {
  readonly parameter: Parameter;
  readonly flags?: readonly string[];
  readonly isArgument?: boolean;
}

/** `typer.Option(0.1, '--lr')` and `typer.Argument(…)` in place of a default. */
function ofTyper(m: Machine, parameter: Parameter): Described {
  const call = parameter.default === undefined ? undefined : callDetail(m, parameter.default);
  const kind = /^typer\.(?:params\.)?(Option|Argument)$/.exec(call?.name ?? '')?.[1];
  if (call === undefined || kind === undefined) return { parameter, isArgument: parameter.default === undefined };
  const [first, ...others] = call.arguments.positional;
  const named = call.arguments.keyword.get('default');
  const texts = [first, ...others].flatMap((value) =>
    value?.kind === 'primitive' && typeof value.value === 'string' && value.value.startsWith('-') ? [value.value] : [],
  );
  const written = named ?? (first?.kind === 'primitive' && texts[0] === first.value ? undefined : first);
  const isRequired = written?.kind === 'primitive' && String(written.value) === 'Ellipsis';
  const flags = texts.flatMap((text) => text.split('/'));
  return {
    parameter: { ...parameter, default: isRequired || written?.kind !== 'primitive' ? undefined : written },
    ...(flags.length === 0 ? {} : { flags }),
    isArgument: kind === 'Argument',
  };
}

interface ParameterOption extends Readable {
  readonly described: Described;
}

function valuesOf(m: Machine, described: readonly Described[], argv: Argv, style: Style): Map<string, Value> {
  const options = described.flatMap((one) => optionsFor(one, style));
  const line = readLine(options, argv ?? []);
  const values = new Map<string, Value>();
  for (const { parameter } of described) {
    const set = setByName(m, parameter.name);
    if (set !== undefined) values.set(parameter.name, set);
    else if (line.open !== undefined)
      values.set(
        parameter.name,
        withInput(m.unknown('input', `the option ${parameter.name}`, parameter.site), parameter.name),
      );
    else if (parameter.default !== undefined)
      values.set(parameter.name, overridable(parameter.default, `--${parameter.name}`));
    else
      values.set(
        parameter.name,
        withInput(m.unknown('input', `the option ${parameter.name}`, parameter.site), parameter.name),
      );
  }
  const positional = new Set<string>();
  for (const [i, { option, flag, texts, site }] of line.given.entries()) {
    const { parameter } = option.described;
    if (setByName(m, parameter.name) !== undefined || (line.open !== undefined && i < line.open.after)) continue;
    const [first] = texts;
    if (flag === '') positional.add(parameter.name);
    if (first !== undefined) values.set(parameter.name, likeDefault(m, first, parameter, `--${parameter.name}`));
    else values.set(parameter.name, primitive(!/^--no-?/.test(flag) || parameter.name.startsWith('no'), site));
  }
  return values;
}

function optionsFor(described: Described, style: Style): readonly ParameterOption[] {
  const { parameter } = described;
  const { name } = parameter;
  const isSwitch = parameter.default?.kind === 'primitive' && typeof parameter.default.value === 'boolean';
  const dashed = name.replaceAll('_', '-');
  const positional: ParameterOption = {
    described,
    flags: [name],
    destination: name,
    action: 'store',
    nargs: undefined,
  };
  if (described.isArgument === true)
    return [{ ...positional, nargs: parameter.default === undefined ? undefined : '?' }];
  const flags = described.flags ?? [...new Set([`--${dashed}`, `--${name}`])];
  const negated = isSwitch && described.flags === undefined ? [`--no-${dashed}`, `--no${name}`] : [];
  // All but typer take a value for a truth value too.
  const nargs = style !== 'typer' && isSwitch ? '?' : undefined;
  const action = isSwitch && style === 'typer' ? 'store_true' : 'store';
  const option: ParameterOption = { described, flags, destination: name, action, nargs };
  const off: ParameterOption = { described, flags: negated, destination: name, action: 'store_true', nargs: undefined };
  return [
    option,
    ...(negated.length === 0 ? [] : [off]),
    ...(style === 'either' ? [{ ...positional, nargs: '?' }] : []),
  ];
}

/** An instance of a dataclass with what a command, or a person, gives to its fields. */
function instance(m: Machine, target: Value | undefined, argv: Argv, site: number): Value | undefined {
  const cls = classAt(m, target);
  return cls === undefined ? undefined : instances(m, [cls], argv, site)?.[0];
}

function instances(m: Machine, classes: readonly Address[], argv: Argv, site: number): readonly Value[] | undefined {
  const fields = classes.map((cls) => fieldsOf(m, cls));
  if (fields.some((list) => list === undefined)) return undefined;
  const all = fields.flatMap((list) => list ?? []);
  const given = valuesOf(
    m,
    all.map((parameter) => ({ parameter })),
    argv,
    'flags',
  );
  return classes.map((cls, i) => {
    const own = new Map<string, Value>();
    for (const field of fields[i] ?? []) {
      const value = given.get(field.name);
      // What a factory makes stays as the class makes it.
      const isLeft =
        field.default === undefined && value?.kind === 'unknown' && m.memory.read(cls, field.name) !== undefined;
      if (value !== undefined && !isLeft) own.set(field.name, value);
    }
    return m.semantics.construct(m, cls, { ...NO_ARGUMENTS, keyword: own }, site);
  });
}

function dataclassesOf(m: Machine, call: LibraryCall, argv: Argv): Value | undefined {
  const parser = call.self === undefined ? undefined : callDetail(m, reference(call.self, call.site));
  const given = parser?.arguments.positional[0] ?? parser?.arguments.keyword.get('dataclass_types');
  if (given === undefined) return undefined;
  const list = (knownItems(m, given) ?? [given]).map((value) => classAt(m, value));
  const classes = list.filter((cls): cls is Address => cls !== undefined);
  if (classes.length !== list.length) return undefined;
  const made = instances(m, classes, argv, call.site);
  if (made === undefined) return undefined;
  const returned = listOf(m, made, call.site);
  return returned;
}

function parsed(m: Machine, call: LibraryCall, argv: Argv): Value | undefined {
  const { self } = call;
  if (self === undefined) return undefined;
  const slots = [...m.memory.ownSlots(self)].filter((slot) => slot.startsWith('#class '));
  if (slots.length === 0) return undefined;
  const classes = slots.map((slot) => classAt(m, m.memory.read(self, slot)));
  const known = classes.filter((cls): cls is Address => cls !== undefined);
  const made = known.length === classes.length ? instances(m, known, argv, call.site) : undefined;
  if (made === undefined) return undefined;
  const namespace = m.memory.create('object', call.site);
  for (const [i, slot] of slots.entries())
    m.memory.write(namespace, slot.slice('#class '.length), made[i] ?? primitive(null));
  return reference(namespace, call.site);
}
