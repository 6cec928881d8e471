import { pathEntry } from './paths.ts';
import type { Quantity, Term } from './quantity.ts';

export type ParsedQuantity =
  | { readonly ok: true; readonly value: Quantity }
  /** The cause follows the name of what is defined: `names data.size, which is no fact path`. */
  | { readonly ok: false; readonly cause: string; readonly path?: string };

const NUMBER = /^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/;
const PATH = /^[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+/;
const LONGEST = 1000;

/**
 * Reads `0.1 * data.devices * data.batchSize / 256`: sums of products of numbers and of fact paths that hold quantities.
 * What has no path in it is folded to a number.
 */
export function parseQuantity(text: string): ParsedQuantity {
  if (text.length > LONGEST) return { ok: false, cause: `has an expression longer than ${LONGEST} characters` };
  const terms: Term[] = [];
  let rest = text.trimStart();
  let operator = '+';
  let coefficient = 1;
  let factors = new Map<string, number>();
  const close = (): void => {
    terms.push({ coefficient, factors: sorted(factors) });
    coefficient = 1;
    factors = new Map();
  };
  for (let first = true; ; first = false) {
    if (!first && operator === '+') close();
    const number = NUMBER.exec(rest)?.[0];
    const path = number === undefined ? PATH.exec(rest)?.[0] : undefined;
    const operand = number ?? path;
    if (operand === undefined) return { ok: false, cause: 'lacks a number or a fact path in its expression' };
    if (path !== undefined) {
      const entry = pathEntry(path);
      if (entry === undefined) return { ok: false, cause: `names ${path}, which is no fact path`, path };
      if (entry.value.kind !== 'quantity' && entry.value.kind !== 'number') {
        return { ok: false, cause: `names ${path}, which is no number` };
      }
      factors.set(path, (factors.get(path) ?? 0) + (operator === '/' ? -1 : 1));
    } else if (operator === '/') coefficient /= Number(number);
    else coefficient *= Number(number);
    rest = rest.slice(operand.length).trimStart();
    if (rest === '') break;
    operator = rest.charAt(0);
    if (!'*/+'.includes(operator))
      return {
        ok: false,
        cause: 'has an expression that joins numbers and fact paths by something else than *, / and +',
      };
    rest = rest.slice(1).trimStart();
  }
  close();
  if (terms.some((term) => !Number.isFinite(term.coefficient))) {
    return { ok: false, cause: 'has an expression that divides by zero or is too large for a number' };
  }
  const constant = terms.every((term) => Object.keys(term.factors).length === 0);
  if (!constant) return { ok: true, value: { terms } };
  return { ok: true, value: terms.reduce((sum, term) => sum + term.coefficient, 0) };
}

function sorted(factors: ReadonlyMap<string, number>): Record<string, number> {
  const kept = [...factors].filter(([, exponent]) => exponent !== 0);
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
