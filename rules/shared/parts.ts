import {
  type CompareContext,
  type CompareOutcome,
  type DifferenceDetails,
  type RulePath,
  type Side,
  sameValue,
  type ValueOf,
} from '../../src/rule.ts';

/** One of several facts that a rule compares, in the order in which differences are told. */
export interface Part<M extends string> {
  readonly path: RulePath;
  readonly message: M;
  /** Severity and whatever else belongs to a difference of this part. */
  details(a: unknown, b: unknown): Omit<DifferenceDetails, 'a' | 'b'> & Partial<Pick<DifferenceDetails, 'a' | 'b'>>;
  readonly same?: (a: unknown, b: unknown) => boolean;
}

export function part<M extends string, P extends RulePath>(
  path: P,
  message: M,
  details:
    | DifferenceDetails['severity']
    | ((a: ValueOf<P> | undefined, b: ValueOf<P> | undefined) => ReturnType<Part<M>['details']>),
  same?: (a: ValueOf<P>, b: ValueOf<P>) => boolean,
): Part<M> {
  return {
    path,
    message,
    details: (a, b) =>
      typeof details === 'function'
        ? details(a as ValueOf<P> | undefined, b as ValueOf<P> | undefined)
        : { severity: details },
    ...(same === undefined ? {} : { same: (a: unknown, b: unknown) => same(a as ValueOf<P>, b as ValueOf<P>) }),
  };
}

/**
 * The first part that differs. Where none does: unknown where one side says what the other does not, or where
 * nothing is known of any part; else same. `isDecided`: something was compared before, and is the same.
 */
export function compareParts<M extends string>(
  context: CompareContext<M>,
  parts: readonly Part<M>[],
  isDecided = false,
): CompareOutcome<M> {
  const { a, b, same, unknown, different } = context;
  let decided = isDecided;
  let missing: RulePath | undefined;
  for (const { path, message, details, same: equal = sameValue } of parts) {
    const [knownA, knownB] = [a.known(path), b.known(path)];
    if (!knownA || !knownB) {
      if (knownA !== knownB) missing ??= path;
      continue;
    }
    decided = true;
    const [valueA, valueB] = [read(a, path), read(b, path)];
    if (valueA === undefined || valueB === undefined ? valueA === valueB : equal(valueA, valueB)) continue;
    return different(message, { a: valueA, b: valueB, at: [path], ...details(valueA, valueB) });
  }
  if (missing !== undefined) return unknown(`${missing} is unknown`, missing);
  const first = parts[0]?.path;
  return decided || first === undefined ? same() : unknown(`${first} is unknown`, first);
}

const read = (side: Side, path: RulePath): unknown => side.value(path);
