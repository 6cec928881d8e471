import { type Expression, isExpression, type Quantity, type Term } from '../spec/quantity.ts';

/**
 * How two quantities stand to each other. `ratio` is b over a, given also where both hold the same unknown inputs;
 * those are listed as `given`: the answer holds where both sides have the same value of them.
 */
export type QuantityRelation =
  | { readonly kind: 'same'; readonly given?: readonly string[] }
  | { readonly kind: 'different'; readonly ratio?: number; readonly given?: readonly string[] }
  | { readonly kind: 'unknown'; readonly inputs: readonly string[] };

/** An input is left standing where putting in its value would make an expression longer than this. */
const MAX_TERMS = 64;

/** An input by its fact path, as a quantity. */
export function input(path: string): Expression {
  return { terms: [{ coefficient: 1, factors: { [path]: 1 } }] };
}

/** Paths of the unknown inputs of a quantity, in path order. */
export function inputsOf(quantity: Quantity): readonly string[] {
  if (!isExpression(quantity)) return [];
  return [...new Set(quantity.terms.flatMap(({ factors }) => Object.keys(factors)))].sort();
}

export function add(...quantities: readonly Quantity[]): Quantity {
  if (quantities.every(isNumber)) return quantities.reduce((sum, value) => sum + value, 0);
  return fromTerms(quantities.flatMap(termsOf));
}

export function subtract(a: Quantity, b: Quantity): Quantity {
  return add(a, multiply(-1, b));
}

export function multiply(...quantities: readonly Quantity[]): Quantity {
  if (quantities.every(isNumber)) return quantities.reduce((product, value) => product * value, 1);
  let product: readonly Term[] = [{ coefficient: 1, factors: {} }];
  for (const quantity of quantities) {
    const terms = termsOf(quantity);
    product = product.flatMap((left) => terms.map((right) => multiplyTerms(left, right)));
  }
  return fromTerms(product);
}

/**
 * The quotient, or undefined where it cannot be written as a sum of terms: a divisor of several terms that is not
 * proportional to the dividend, or zero.
 */
export function divide(a: Quantity, b: Quantity): Quantity | undefined {
  const ratio = proportion(b, a);
  if (ratio !== undefined) return ratio;
  const inverse = power(b, -1);
  return inverse === undefined ? undefined : multiply(a, inverse);
}

/** A power, or undefined where it cannot be written as a sum of terms (a sum to a power that is not a small whole number). */
export function power(base: Quantity, exponent: number): Quantity | undefined {
  const terms = termsOf(base);
  const [term] = terms;
  if (term === undefined) return exponent > 0 ? 0 : undefined;
  if (terms.length === 1) {
    const coefficient = term.coefficient ** exponent;
    if (!Number.isFinite(coefficient)) return undefined;
    const factors = Object.entries(term.factors).map(([path, e]) => [path, e * exponent] as const);
    return fromTerms([{ coefficient, factors: Object.fromEntries(factors) }]);
  }
  if (!Number.isInteger(exponent) || exponent < 0 || terms.length ** exponent > MAX_TERMS) return undefined;
  return multiply(...Array.from({ length: exponent }, () => base));
}

/** The quantity with the inputs that are known put in; an input that cannot be put in stays. */
export function substitute(quantity: Quantity, lookup: (path: string) => Quantity | undefined): Quantity {
  if (!isExpression(quantity)) return quantity;
  let size = quantity.terms.length;
  return add(
    ...quantity.terms.map(({ coefficient, factors }) => {
      let product: Quantity = coefficient;
      for (const [path, exponent] of Object.entries(factors)) {
        const own: Quantity = { terms: [{ coefficient: 1, factors: { [path]: exponent } }] };
        const value = lookup(path);
        const put = value === undefined ? own : (power(value, exponent) ?? own);
        const fits = size * termsOf(put).length <= MAX_TERMS;
        if (fits) size *= Math.max(1, termsOf(put).length);
        product = multiply(product, fits ? put : own);
      }
      return product;
    }),
  );
}

/** b over a as a number, where it is one whatever the inputs; undefined otherwise, and where a is zero. */
export function proportion(a: Quantity, b: Quantity): number | undefined {
  if (!isExpression(a) && !isExpression(b)) return a === 0 ? undefined : b / a;
  const [termsA, termsB] = [termsOf(simplify(a)), termsOf(simplify(b))];
  if (termsA.length !== termsB.length) return undefined;
  let ratio: number | undefined;
  for (const [i, term] of termsA.entries()) {
    const other = termsB[i];
    if (other === undefined || keyOf(term) !== keyOf(other)) return undefined;
    const own = other.coefficient / term.coefficient;
    if (ratio !== undefined && !close(ratio, own, 1e-9)) return undefined;
    ratio ??= own;
  }
  return ratio;
}

/**
 * Compares two quantities.
 * @param tolerance relative
 */
export function compareQuantities(a: Quantity, b: Quantity, tolerance = 1e-6): QuantityRelation {
  const [left, right] = [simplify(a), simplify(b)];
  if (!isExpression(left) && !isExpression(right)) {
    if (close(left, right, tolerance)) return { kind: 'same' };
    return left === 0 ? { kind: 'different' } : { kind: 'different', ratio: right / left };
  }
  const ratio = proportion(left, right);
  if (ratio !== undefined) {
    const given = inputsOf(left);
    return close(ratio, 1, tolerance) ? { kind: 'same', given } : { kind: 'different', ratio, given };
  }
  return { kind: 'unknown', inputs: unsettled(left, right) };
}

/** Like terms joined, in a stable order; a number where no input is left. */
export function simplify(quantity: Quantity): Quantity {
  return isExpression(quantity) ? fromTerms(quantity.terms) : quantity;
}

/** The inputs that really enter the comparison: what both sides share as a common factor drops out. */
function unsettled(a: Quantity, b: Quantity): readonly string[] {
  const [inverseA, inverseB] = [power(a, -1), power(b, -1)];
  const quotient =
    inverseA !== undefined ? multiply(b, inverseA) : inverseB !== undefined ? multiply(a, inverseB) : undefined;
  const own = quotient === undefined ? [] : inputsOf(quotient);
  return own.length > 0 ? own : [...new Set([...inputsOf(a), ...inputsOf(b)])].sort();
}

const isNumber = (quantity: Quantity): quantity is number => typeof quantity === 'number';

function termsOf(quantity: Quantity): readonly Term[] {
  if (isExpression(quantity)) return quantity.terms;
  return quantity === 0 ? [] : [{ coefficient: quantity, factors: {} }];
}

function multiplyTerms(a: Term, b: Term): Term {
  const factors: Record<string, number> = { ...a.factors };
  for (const [path, exponent] of Object.entries(b.factors)) factors[path] = (factors[path] ?? 0) + exponent;
  return { coefficient: a.coefficient * b.coefficient, factors };
}

function fromTerms(terms: readonly Term[]): Quantity {
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const kept = Object.entries(term.factors)
      .filter(([, exponent]) => exponent !== 0)
      .sort(([x], [y]) => (x < y ? -1 : 1));
    const own: Term = { coefficient: term.coefficient, factors: Object.fromEntries(kept) };
    const key = keyOf(own);
    const present = byKey.get(key);
    byKey.set(key, present === undefined ? own : { ...own, coefficient: present.coefficient + own.coefficient });
  }
  const joined = [...byKey].filter(([, term]) => term.coefficient !== 0).sort(([x], [y]) => (x < y ? -1 : 1));
  const [only, ...others] = joined.map(([, term]) => term);
  if (only === undefined) return 0;
  if (others.length === 0 && Object.keys(only.factors).length === 0) return only.coefficient;
  return { terms: [only, ...others] };
}

/** Factors are in path order in every term that `fromTerms` made. */
function keyOf({ factors }: Term): string {
  return Object.entries(factors)
    .map(([path, exponent]) => `${path}^${Number(exponent.toPrecision(12))}`)
    .join(' ');
}

function close(a: number, b: number, tolerance: number): boolean {
  return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}
