import { isExpression, type Quantity } from '../spec/quantity.ts';
import { inputsOf, substitute } from './quantity.ts';
import { formatQuantity } from './quantity-format.ts';

/** An expression with what is known of its inputs put in. */
export interface Substituted {
  readonly value: Quantity;
  /** Paths of the inputs that were put in. */
  readonly from: readonly string[];
  /** The expression as it was. */
  readonly how: string;
}

/**
 * Puts known inputs into the quantity at a path; undefined where there is none to put in, or where the result would rest
 * on the quantity itself.
 */
export function substituteKnown(
  path: string,
  quantity: Quantity,
  lookup: (path: string) => Quantity | undefined,
): Substituted | undefined {
  if (!isExpression(quantity)) return undefined;
  const from = inputsOf(quantity).filter((name) => {
    const value = name === path ? undefined : lookup(name);
    return value !== undefined && !inputsOf(value).some((inner) => inner === name || inner === path);
  });
  if (from.length === 0) return undefined;
  const value = substitute(quantity, (name) => (from.includes(name) ? lookup(name) : undefined));
  return { value, from, how: formatQuantity(quantity) };
}
