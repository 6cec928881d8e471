import { isExpression, type Quantity } from '../spec/quantity.ts';

/** How two quantities stand to each other; `ratio` is b over a, also where both hold the same unknown inputs. */
export type QuantityRelation =
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly ratio?: number }
  | { readonly kind: 'unknown'; readonly inputs: readonly string[] };

/** Placeholder until expressions are evaluated: numbers only. */
export function compareQuantities(a: Quantity, b: Quantity, tolerance = 1e-6): QuantityRelation {
  if (isExpression(a) || isExpression(b)) return { kind: 'unknown', inputs: [] };
  if (a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))) return { kind: 'same' };
  return a === 0 ? { kind: 'different' } : { kind: 'different', ratio: b / a };
}

export function formatQuantity(quantity: Quantity): string {
  return isExpression(quantity) ? 'expression' : String(quantity);
}
