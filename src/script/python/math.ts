import type { Site } from '../ir.ts';
import type { Arguments, Machine } from '../machine.ts';
import { primitive, type Value } from '../value.ts';

type Apply = (...numbers: number[]) => number | undefined;

const FLOATS: Readonly<Record<string, Apply>> = {
  cos: (x) => (x === undefined ? undefined : Math.cos(x)),
  sin: (x) => (x === undefined ? undefined : Math.sin(x)),
  tanh: (x) => (x === undefined ? undefined : Math.tanh(x)),
  exp: (x) => (x === undefined ? undefined : Math.exp(x)),
  sqrt: (x) => (x === undefined || x < 0 ? undefined : Math.sqrt(x)),
  log: (x, base) =>
    x === undefined || x <= 0 ? undefined : base === undefined ? Math.log(x) : Math.log(x) / Math.log(base),
  log2: (x) => (x === undefined || x <= 0 ? undefined : Math.log2(x)),
  log10: (x) => (x === undefined || x <= 0 ? undefined : Math.log10(x)),
  pow: (x, y) => (x === undefined || y === undefined ? undefined : x ** y),
  fabs: (x) => (x === undefined ? undefined : Math.abs(x)),
};
const INTEGERS: Readonly<Record<string, Apply>> = {
  floor: (x) => (x === undefined ? undefined : Math.floor(x)),
  ceil: (x) => (x === undefined ? undefined : Math.ceil(x)),
  trunc: (x) => (x === undefined ? undefined : Math.trunc(x)),
};
const CONSTANTS: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  inf: Number.POSITIVE_INFINITY,
  nan: Number.NaN,
};

/** A constant of math or numpy. */
export function mathConstant(name: string, site: Site): Value | undefined {
  const match = /^(?:math|numpy)\.(\w+)$/.exec(name);
  const value = match === null ? undefined : CONSTANTS[match[1] ?? ''];
  return value === undefined ? undefined : primitive(value, site, true);
}

/** A function of math, or of numpy on numbers; it gives undefined where an argument is no known number. */
export function mathFunction(
  name: string,
): ((m: Machine, args: Arguments, site: Site) => Value | undefined) | undefined {
  const match = /^(math|numpy)\.(\w+)$/.exec(name);
  if (match === null) return undefined;
  const [, library, short = ''] = match;
  const integer = Object.hasOwn(INTEGERS, short) ? INTEGERS[short] : undefined;
  const apply = integer ?? (Object.hasOwn(FLOATS, short) ? FLOATS[short] : undefined);
  if (apply === undefined) return undefined;
  return (m, args, site) => {
    const numbers: number[] = [];
    for (const value of args.positional) {
      if (value.kind !== 'primitive' || typeof value.value !== 'number') return undefined;
      numbers.push(value.value);
    }
    const result = args.open || args.keyword.size > 0 ? undefined : apply(...numbers);
    if (result === undefined || (integer !== undefined && !Number.isSafeInteger(result))) return undefined;
    const provenance = m.graph.combine(
      site,
      args.positional.map((value) => value.provenance),
    );
    return primitive(result, provenance, integer === undefined || library === 'numpy');
  };
}
