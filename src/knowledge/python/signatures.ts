import type { Arguments, ClassDetail, Closure, Machine } from '../../script/machine.ts';
import { type Address, primitive, type Value } from '../../script/value.ts';
import { textValue, withInput } from './argparse-options.ts';
import type { GivenText } from './given.ts';

/** A parameter of a function, or a field of a dataclass, that a command line can set. */
export interface Parameter {
  readonly name: string;
  /** What it is where nothing is given; undefined where something must be. */
  readonly default: Value | undefined;
  readonly site: number;
}

export const NO_ARGUMENTS: Arguments = { positional: [], keyword: new Map(), open: false };

/** The parameters of a function of the script; undefined where it is none, or takes any. */
export function parametersOf(m: Machine, value: Value | undefined): readonly Parameter[] | undefined {
  const closure = closureOf(m, value);
  if (closure === undefined) return undefined;
  const { parameters } = closure.definition;
  return parameters.flatMap((parameter, i) => {
    const isNamed = parameter.kind !== 'rest' && parameter.kind !== 'keyword-rest' && parameter.name !== undefined;
    return isNamed ? [{ name: parameter.name ?? '', default: closure.defaults.get(i), site: parameter.site }] : [];
  });
}

export function closureOf(m: Machine, value: Value | undefined): Closure | undefined {
  if (value?.kind !== 'reference') return undefined;
  const object = m.memory.object(value.address);
  return object.kind === 'function' ? (object.detail as Closure) : undefined;
}

/** The class of the script that a value is. */
export function classAt(m: Machine, value: Value | undefined): Address | undefined {
  return value?.kind === 'reference' && m.memory.object(value.address).kind === 'class' ? value.address : undefined;
}

/** The fields of a dataclass with their defaults, those of its bases first; undefined where it is none. */
export function fieldsOf(m: Machine, cls: Address): readonly Parameter[] | undefined {
  if (m.memory.read(cls, '#dataclass') === undefined) return undefined;
  const { bases, fields, site } = m.memory.object(cls).detail as ClassDetail;
  const found = new Map<string, Parameter>();
  for (const base of bases) {
    const own = classAt(m, base);
    for (const field of own === undefined ? [] : (fieldsOf(m, own) ?? [])) found.set(field.name, field);
  }
  for (const { name } of fields) {
    if (name.kind !== 'literal') continue;
    const key = String(name.value);
    found.set(key, { name: key, default: fieldDefault(m, m.memory.read(cls, key)), site });
  }
  return [...found.values()];
}

/** `field(default=…)` is its default; what a factory makes is left to the class. */
function fieldDefault(m: Machine, value: Value | undefined): Value | undefined {
  if (value?.kind !== 'reference') return value;
  const object = m.memory.object(value.address);
  if (object.kind !== 'call') return value;
  const { name, arguments: args } = object.detail as { name: string; arguments: Arguments };
  if (!/(?:^|\.)(?:field|HfArg|arg|flag|choice)$/.test(name)) return value;
  return args.keyword.get('default') ?? (/(?:^|\.)(?:arg|flag)$/.test(name) ? args.positional[0] : undefined);
}

const NUMBER = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A text that a command gives, as what has this default takes it; unknown where the default does not tell its type. */
export function likeDefault(m: Machine, given: GivenText, parameter: Parameter, input: string): Value {
  const value = textValue(m, given);
  if (value.kind !== 'primitive') return withInput(value, input);
  const { text, site } = given;
  const fallback = parameter.default;
  const type = fallback?.kind === 'primitive' ? typeof fallback.value : undefined;
  if (type === 'string') return value;
  if (type === 'boolean' && /^(?:true|1|yes|y|on|t)$/i.test(text)) return primitive(true, site);
  if (type === 'boolean' && /^(?:false|0|no|n|off|f)$/i.test(text)) return primitive(false, site);
  if (type === 'number' && NUMBER.test(text)) {
    const isFloat = /[.eE]/.test(text) || (fallback?.kind === 'primitive' && fallback.float);
    return primitive(Number(text.replaceAll('_', '')), site, isFloat);
  }
  // Whoever takes no number, truth value or nothing takes a text.
  const isPlain = type === undefined && !NUMBER.test(text) && !/^(?:true|false|none|null)$|[[({,]/i.test(text);
  return isPlain ? value : withInput(m.unknown('input', `the option ${input}, whose type is not known`, site), input);
}

/** A default with the name by which a person can set it. */
export const overridable = (value: Value, input: string): Value =>
  value.kind === 'primitive' && value.input === undefined ? { ...value, input } : withInput(value, input);

/** What a person set by one of these names. */
export function setByName(m: Machine, ...names: readonly string[]): Value | undefined {
  for (const name of names)
    for (const key of [name, `--${name}`, `--${name.replaceAll('_', '-')}`, name.replaceAll('_', '-')]) {
      const value = m.given(key);
      if (value !== undefined) return value;
    }
  return undefined;
}
