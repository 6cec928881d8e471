import type { Site } from '../ir.ts';
import type { Arguments, Machine } from '../machine.ts';
import type { Value } from '../value.ts';
import { ARRAY_METHODS } from './arrays.ts';
import { MATH_FUNCTIONS } from './math.ts';
import { OBJECT_FUNCTIONS } from './objects.ts';
import { STRING_METHODS } from './strings.ts';
import { TYPED_ARRAY, TYPED_ARRAY_FUNCTIONS, typedArray, typedFrom } from './typed-arrays.ts';

/** A function of the language: what it gives for a receiver and arguments. */
export type BuiltinFunction = (m: Machine, self: Value | undefined, args: Arguments, site: Site) => Value;

const FUNCTIONS: Readonly<Record<string, BuiltinFunction>> = {
  ...MATH_FUNCTIONS,
  ...STRING_METHODS,
  ...ARRAY_METHODS,
  ...TYPED_ARRAY_FUNCTIONS,
  ...OBJECT_FUNCTIONS,
};

export function hasMethod(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name);
}

/** Calls a function of the language; one that is not known makes unknown what it was given. */
export function callBuiltin(m: Machine, name: string, self: Value | undefined, args: Arguments, site: Site): Value {
  const known = functionOf(name);
  if (known !== undefined && !args.open) return asInput(name, known(m, self, args, site), args.positional[0]);
  const touched = [...(self === undefined ? [] : [self]), ...args.positional];
  if (!/^(?:string|number|console)\./.test(name))
    m.memory.havoc(touched, `was handed to ${name}, which is not followed`, site);
  return m.unknown('call', `${name} is not followed`, site);
}

function functionOf(name: string): BuiltinFunction | undefined {
  if (Object.hasOwn(FUNCTIONS, name)) return FUNCTIONS[name];
  if (TYPED_ARRAY.test(name)) return typedArray(name);
  const [, type = '', way] = /^(\w+)\.(from|of)$/.exec(name) ?? [];
  const make = way === undefined || !TYPED_ARRAY.test(type) ? undefined : FUNCTIONS[`Array.${way}`];
  return make === undefined ? undefined : typedFrom(type, make);
}

const CONVERSIONS = new Set([
  'Number',
  'Number.parseFloat',
  'Number.parseInt',
  'parseFloat',
  'parseInt',
  'String',
  'Boolean',
]);

/** What converts the default of an input gives the default of that input. */
function asInput(name: string, result: Value, given: Value | undefined): Value {
  const isDefault = given?.kind === 'primitive' && given.input !== undefined && CONVERSIONS.has(name);
  return isDefault && result.kind === 'primitive' ? { ...result, input: given.input } : result;
}
