import { unknownFrom } from '../expressions.ts';
import type { Arguments, Machine } from '../machine.ts';
import { mapChoice, type Plain, primitive, type Value } from '../value.ts';
import type { BuiltinFunction } from './builtins.ts';

/** A pure function of numbers, over every option of every argument. */
function pure(compute: (...numbers: number[]) => number): BuiltinFunction {
  return (m, _self, args, site) =>
    overNumbers(m, args, site, (numbers, provenance) => primitive(compute(...numbers), provenance));
}

function overNumbers(
  m: Machine,
  { positional }: Arguments,
  site: number,
  compute: (numbers: number[], provenance: number) => Value,
): Value {
  const collect = (i: number, taken: readonly Plain[]): Value => {
    const next = positional[i];
    if (next !== undefined) return mapChoice(next, (plain) => collect(i + 1, [...taken, plain]));
    const numbers = taken.map((plain) =>
      plain.kind === 'primitive' && plain.value !== undefined ? Number(plain.value) : Number.NaN,
    );
    if (taken.some((plain) => plain.kind !== 'primitive'))
      return unknownFrom(m, taken, 'a function of an unknown number', site);
    return compute(
      numbers,
      m.graph.combine(
        site,
        taken.map((plain) => plain.provenance),
      ),
    );
  };
  return collect(0, []);
}

const UNARY = [
  'abs',
  'acos',
  'asin',
  'atan',
  'cbrt',
  'ceil',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'floor',
  'fround',
  'log',
  'log10',
  'log1p',
  'log2',
  'round',
  'sign',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
  'trunc',
  'max',
  'min',
  'pow',
  'hypot',
  'atan2',
] as const;

const convert =
  (to: (value: string | number | boolean | null | undefined) => number | string | boolean): BuiltinFunction =>
  (m, _self, { positional }, site) => {
    const [value] = positional;
    if (value === undefined) return primitive(to(''), site);
    return mapChoice(value, (plain) => {
      if (plain.kind !== 'primitive' || typeof plain.value === 'bigint')
        return unknownFrom(m, [plain], 'a conversion of an unknown', site);
      return primitive(to(plain.value), m.graph.combine(site, [plain.provenance]));
    });
  };

/** parseInt and parseFloat take a text; a radix other than ten is not followed. */
const parse =
  (read: (text: string) => number): BuiltinFunction =>
  (m, self, args, site) => {
    const radix = args.positional[1];
    if (radix !== undefined && !(radix.kind === 'primitive' && radix.value === 10))
      return m.unknown('call', 'a number in another base', site);
    return convert((value) => read(String(value)))(m, self, args, site);
  };

const toFixed: BuiltinFunction = (m, self, { positional }, site) => {
  const digits = positional[0]?.kind === 'primitive' ? Number(positional[0].value) : 0;
  if (self?.kind !== 'primitive' || typeof self.value !== 'number' || !(digits >= 0 && digits <= 100))
    return m.unknown('call', 'a number as text', site);
  return primitive(self.value.toFixed(digits), m.graph.combine(site, [self.provenance]));
};

export const MATH_FUNCTIONS: Readonly<Record<string, BuiltinFunction>> = {
  ...Object.fromEntries(
    UNARY.map((name) => [`Math.${name}`, pure((...numbers) => (Math[name] as (...n: number[]) => number)(...numbers))]),
  ),
  'Math.random': (m, _self, _args, site) => m.unknown('data', 'a random number', site),
  Number: convert((value) => Number(value)),
  String: convert((value) => String(value)),
  Boolean: convert((value) => Boolean(value)),
  parseInt: parse((text) => Number.parseInt(text, 10)),
  parseFloat: parse(Number.parseFloat),
  'Number.parseInt': parse((text) => Number.parseInt(text, 10)),
  'Number.parseFloat': parse(Number.parseFloat),
  'Number.isInteger': convert((value) => Number.isInteger(value)),
  'Number.isFinite': convert((value) => Number.isFinite(value)),
  'Number.isNaN': convert((value) => Number.isNaN(value)),
  isNaN: convert((value) => Number.isNaN(Number(value))),
  isFinite: convert((value) => Number.isFinite(Number(value))),
  'number.toFixed': toFixed,
  'number.toString': (m, self, args, site) =>
    convert(String)(m, undefined, { ...args, positional: self === undefined ? [] : [self] }, site),
};
