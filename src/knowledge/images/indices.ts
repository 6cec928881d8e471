import type { Machine } from '../../script/machine.ts';
import { type Terms, termsOfUnknown } from '../../script/operators.ts';
import type { Value } from '../../script/value.ts';
import { callDetail } from './sources.ts';

/** An index as a sum: coefficients by product of unknown numbers, the constant under the empty name. */
export type Polynomial = ReadonlyMap<string, number>;

const MAX_TERMS = 24;
const MAX_DEPTH = 16;

/** An index of an array, also where it was computed with numbers that a library gave. */
export function polynomialOf(m: Machine, value: Value, depth = 0): Polynomial | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (value.kind === 'primitive') return typeof value.value === 'number' ? constant(value.value) : undefined;
  if (value.kind === 'unknown') return fromTerms(termsOfUnknown(value) ?? []);
  if (value.kind === 'library') return new Map([[`${value.name}@${value.self ?? ''}`, 1]]);
  const call = callDetail(m, value);
  if (call === undefined) return undefined;
  const [a, b] = call.arguments.positional;
  const operator = call.name.replace(/^operator\./, '');
  if (operator === call.name || a === undefined || b === undefined)
    return value.kind === 'reference' ? new Map([[`@${value.address}`, 1]]) : undefined;
  const [left, right] = [polynomialOf(m, a, depth + 1), polynomialOf(m, b, depth + 1)];
  if (left === undefined || right === undefined) return undefined;
  if (operator === 'add.js') return sum(left, right, 1);
  if (operator === 'sub') return sum(left, right, -1);
  if (operator === 'mul') return product(left, right);
  return value.kind === 'reference' ? new Map([[`@${value.address}`, 1]]) : undefined;
}

const constant = (value: number): Polynomial => (value === 0 ? new Map() : new Map([['', value]]));

function fromTerms(terms: Terms): Polynomial {
  return new Map(
    terms.map(({ coefficient, factors }) => [
      Object.entries(factors)
        .flatMap(([name, exponent]) => Array.from({ length: exponent }, () => name))
        .sort()
        .join('*'),
      coefficient,
    ]),
  );
}

function sum(a: Polynomial, b: Polynomial, sign: number): Polynomial {
  const result = new Map(a);
  for (const [name, coefficient] of b) result.set(name, (result.get(name) ?? 0) + sign * coefficient);
  return new Map([...result].filter(([, coefficient]) => coefficient !== 0));
}

function product(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (a.size * b.size > MAX_TERMS) return undefined;
  const result = new Map<string, number>();
  for (const [x, p] of a)
    for (const [y, q] of b) {
      const name = [...x.split('*'), ...y.split('*')]
        .filter((part) => part !== '')
        .sort()
        .join('*');
      result.set(name, (result.get(name) ?? 0) + p * q);
    }
  return result;
}

/** Indices that loops of their own count under the same names: the first of each is the first of the others. */
export function renamed(list: readonly (Polynomial | undefined)[]): Polynomial[] | undefined {
  const known = list.filter((one) => one !== undefined);
  if (known.length !== list.length) return undefined;
  const names = known.map(
    (one) => new Set([...one.keys()].flatMap((name) => name.split('*')).filter((name) => name !== '')),
  );
  const isShared = (name: string): boolean => names.every((own) => own.has(name));
  return known.map((one, i) => {
    const own = [...(names[i] ?? [])].filter((name) => !isShared(name));
    const replaced = (name: string): string => {
      const at = own.indexOf(name);
      return at < 0 ? name : `own ${at}`;
    };
    return new Map(
      [...one].map(([name, coefficient]) => [
        name === '' ? '' : name.split('*').map(replaced).sort().join('*'),
        coefficient,
      ]),
    );
  });
}
