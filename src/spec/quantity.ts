/**
 * A quantity is a number, or an expression in named inputs that no source gives, such as `0.1 * data.devices * data.batchSize / 256`:
 * a sum of terms, each a coefficient times powers of fact paths.
 */
export interface Term {
  readonly coefficient: number;
  /** Exponent by fact path, in path order. */
  readonly factors: Readonly<Record<string, number>>;
}

export interface Expression {
  readonly terms: readonly Term[];
}

export type Quantity = number | Expression;

export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && Array.isArray((value as { terms?: unknown }).terms);
}
