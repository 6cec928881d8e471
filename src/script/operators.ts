import type { BinaryOperator, UnaryOperator } from './ir.ts';
import { type Plain, type Primitive, type Provenance, primitive, type Symbolic, type Value } from './value.ts';

const MAX_TEXT = 100_000;

/** An operator on two known primitives, with the meaning that its name says; undefined where it has none. */
export function onPrimitives(
  operator: BinaryOperator,
  a: Primitive,
  b: Primitive,
  provenance: Provenance,
): Value | undefined {
  const [x, y] = [a.value, b.value];
  const float = a.float || b.float;
  const number = (value: number, isFloat = float): Value | undefined => numeric(value, isFloat, provenance);
  switch (operator) {
    case 'eq.strict':
      return primitive(x === y, provenance);
    case 'ne.strict':
      return primitive(x !== y, provenance);
    case 'eq.loose':
      // biome-ignore lint/suspicious/noDoubleEquals: the operator of the script
      return primitive(x == y, provenance);
    case 'ne.loose':
      // biome-ignore lint/suspicious/noDoubleEquals: the operator of the script
      return primitive(x != y, provenance);
    case 'eq.value':
      return primitive(pythonNumber(x) === pythonNumber(y), provenance);
    case 'ne.value':
      return primitive(pythonNumber(x) !== pythonNumber(y), provenance);
    case 'is':
      return primitive(x === y && typeof x === typeof y, provenance);
    case 'is.not':
      return primitive(!(x === y && typeof x === typeof y), provenance);
    case 'add.js':
      if (typeof x === 'string' || typeof y === 'string') return text(`${String(x)}${String(y)}`, provenance);
      return number(Number(x) + Number(y));
    case 'add.py':
      if (typeof x === 'string' && typeof y === 'string') return text(x + y, provenance);
      break;
    case 'mul':
      if (typeof x === 'string' && typeof y === 'number' && !b.float) return repeated(x, y, provenance);
      if (typeof y === 'string' && typeof x === 'number' && !a.float) return repeated(y, x, provenance);
      break;
    case 'in.py':
    case 'not.in.py':
      if (typeof x === 'string' && typeof y === 'string')
        return primitive(y.includes(x) === (operator === 'in.py'), provenance);
      return undefined;
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      if (typeof x === 'string' && typeof y === 'string') return primitive(compare(operator, x, y), provenance);
      break;
    default:
  }
  const [m, n] = [asNumber(x), asNumber(y)];
  if (m === undefined || n === undefined) return undefined;
  switch (operator) {
    case 'add.py':
      return number(m + n);
    case 'sub':
      return number(m - n);
    case 'mul':
      return number(m * n);
    case 'div.js':
      return number(m / n);
    case 'div.true':
      return n === 0 ? undefined : number(m / n, true);
    case 'div.floor':
      return n === 0 ? undefined : number(Math.floor(m / n));
    case 'mod.trunc':
      return number(m % n);
    case 'mod.floor':
      return n === 0 ? undefined : number(m - n * Math.floor(m / n));
    case 'pow':
      return number(m ** n, float || n < 0);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return primitive(compare(operator, m, n), provenance);
    case 'bit.and':
      return integers(m, n, (p, q) => p & q, provenance);
    case 'bit.or':
      return typeof x === 'boolean' && typeof y === 'boolean'
        ? primitive(x || y, provenance)
        : integers(m, n, (p, q) => p | q, provenance);
    case 'bit.xor':
      return integers(m, n, (p, q) => p ^ q, provenance);
    case 'shift.left':
      return integers(m, n, (p, q) => p * 2 ** q, provenance);
    case 'shift.right':
      return integers(m, n, (p, q) => Math.floor(p / 2 ** q), provenance);
    case 'shift.right.unsigned':
      return integers(m, n, (p, q) => p >>> q, provenance);
    default:
      return undefined;
  }
}

export function unaryOnPrimitive(operator: UnaryOperator, a: Primitive, provenance: Provenance): Value | undefined {
  const x = a.value;
  switch (operator) {
    case 'not.js':
      return primitive(!x, provenance);
    case 'not.py':
      return primitive(!x, provenance);
    case 'typeof':
      return primitive(x === null ? 'object' : typeof x, provenance);
    case 'void':
      return primitive(undefined, provenance);
    case 'negate':
    case 'plus':
    case 'bit.not': {
      const n = operator === 'plus' && typeof x === 'string' ? Number(x) : asNumber(x);
      if (n === undefined) return undefined;
      return numeric(operator === 'negate' ? -n : operator === 'plus' ? n : ~n, a.float, provenance);
    }
  }
}

/** Sums and products of symbols with constants keep their form; anything else is undefined. */
export function onSymbols(operator: BinaryOperator, a: Plain, b: Plain, provenance: Provenance): Value | undefined {
  const [x, y] = [terms(a), terms(b)];
  if (x === undefined || y === undefined) return undefined;
  const combined = combine(operator, x, y);
  return combined === undefined ? undefined : numberFrom(combined, provenance);
}

/** Most terms that are kept of an unknown number. */
const MAX_TERMS = 12;

/** The form of a number that is not known: sums and products of unknown numbers, each by its identity. */
export function termsOf(operator: BinaryOperator, a: Plain, b: Plain): Terms | undefined {
  const [x, y] = [termsOfUnknown(a), termsOfUnknown(b)];
  if (x === undefined || y === undefined || x.length * y.length > MAX_TERMS) return undefined;
  const combined = combine(operator, x, y);
  return combined === undefined || combined.length > MAX_TERMS ? undefined : combined;
}

/** An unknown as a sum with itself as its only term. */
export function termsOfUnknown(value: Plain): Terms | undefined {
  if (value.kind !== 'unknown') return value.kind === 'primitive' ? terms(value) : undefined;
  return value.terms ?? [{ coefficient: 1, factors: { [`?${value.identity}`]: 1 } }];
}

function combine(operator: BinaryOperator, x: Terms, y: Terms): Terms | undefined {
  switch (operator) {
    case 'add.js':
    case 'add.py':
      return collect([...x, ...y]);
    case 'sub':
      return collect([...x, ...scale(y, -1)]);
    case 'mul':
      return collect(x.flatMap((p) => y.map((q) => product(p, q))));
    case 'div.js':
    case 'div.true': {
      const [only, ...others] = y;
      if (only === undefined || others.length > 0 || only.coefficient === 0) return undefined;
      const inverse = { coefficient: 1 / only.coefficient, factors: negated(only.factors) };
      return collect(x.map((p) => product(p, inverse)));
    }
    default:
      return undefined;
  }
}

export type Terms = Symbolic['terms'];
type Term = Terms[number];

function terms(value: Plain): Terms | undefined {
  if (value.kind === 'symbol') return value.terms;
  const n = value.kind === 'primitive' ? asNumber(value.value) : undefined;
  return n === undefined ? undefined : [{ coefficient: n, factors: {} }];
}

const scale = (list: Terms, by: number): Term[] =>
  list.map(({ coefficient, factors }) => ({ coefficient: coefficient * by, factors }));
const negated = (factors: Term['factors']): Term['factors'] =>
  Object.fromEntries(Object.entries(factors).map(([k, e]) => [k, -e]));

function product(p: Term, q: Term): Term {
  const factors: Record<string, number> = { ...p.factors };
  for (const [name, exponent] of Object.entries(q.factors)) factors[name] = (factors[name] ?? 0) + exponent;
  const kept = Object.entries(factors)
    .filter(([, exponent]) => exponent !== 0)
    .sort(([m], [n]) => (m < n ? -1 : 1));
  return { coefficient: p.coefficient * q.coefficient, factors: Object.fromEntries(kept) };
}

/** Terms of the same factors as one. */
function collect(list: Terms): Term[] {
  const byFactors = new Map<string, Term>();
  for (const term of list) {
    const key = JSON.stringify(Object.entries(term.factors));
    const present = byFactors.get(key);
    byFactors.set(key, present === undefined ? term : { ...term, coefficient: present.coefficient + term.coefficient });
  }
  return [...byFactors.values()].filter(({ coefficient }) => coefficient !== 0);
}

function numberFrom(kept: Terms, provenance: Provenance): Value {
  const [only] = kept;
  if (only === undefined) return primitive(0, provenance);
  if (kept.length === 1 && Object.keys(only.factors).length === 0) return primitive(only.coefficient, provenance);
  return { kind: 'symbol', terms: kept, provenance };
}

function asNumber(value: Primitive['value']): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return undefined;
}

const pythonNumber = (value: Primitive['value']): Primitive['value'] =>
  typeof value === 'boolean' ? Number(value) : value;

/** Integers beyond what a double holds exactly are not claimed. */
function numeric(value: number, float: boolean, provenance: Provenance): Value | undefined {
  if (!float && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)) return undefined;
  return primitive(value, provenance, float);
}

function integers(
  m: number,
  n: number,
  apply: (p: number, q: number) => number,
  provenance: Provenance,
): Value | undefined {
  if (!Number.isInteger(m) || !Number.isInteger(n) || Math.abs(m) > 2 ** 31 || Math.abs(n) > 2 ** 31) return undefined;
  return numeric(apply(m, n), false, provenance);
}

function compare<T extends number | string>(operator: 'lt' | 'le' | 'gt' | 'ge', x: T, y: T): boolean {
  return operator === 'lt' ? x < y : operator === 'le' ? x <= y : operator === 'gt' ? x > y : x >= y;
}

function text(value: string, provenance: Provenance): Value | undefined {
  return value.length > MAX_TEXT ? undefined : primitive(value, provenance);
}

function repeated(value: string, times: number, provenance: Provenance): Value | undefined {
  return value.length * Math.max(0, times) > MAX_TEXT
    ? undefined
    : primitive(value.repeat(Math.max(0, times)), provenance);
}
