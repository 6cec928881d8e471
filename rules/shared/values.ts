import {
  type CompareContext,
  type CompareOutcome,
  inputsOf,
  type Quantity,
  type RulePath,
  type SettledBy,
  type ValueOf,
} from '../../src/rule.ts';

export interface Both<V> {
  readonly a: V;
  readonly b: V;
}

/** The outcome `unknown` where one of these facts is unknown on a side; undefined where all are known or absent. */
export function needs<M extends string>(
  { a, b, unknown }: CompareContext<M>,
  ...paths: readonly RulePath[]
): CompareOutcome<M> | undefined {
  const missing = paths.find((path) => !a.known(path) || !b.known(path));
  return missing === undefined ? undefined : unknown(`${missing} is unknown`, missing);
}

/** The values of both sides, or the outcome where one is unknown or where a side has nothing of the kind. */
export function bothValues<M extends string, P extends RulePath>(
  context: CompareContext<M>,
  path: P,
): Both<ValueOf<P>> | CompareOutcome<M> {
  const missing = needs(context, path);
  if (missing !== undefined) return missing;
  const [a, b] = [context.a.value(path), context.b.value(path)];
  if (a === undefined && b === undefined) return context.same();
  if (a === undefined || b === undefined) return context.notApplicable(`only one side has ${path}`);
  return { a, b };
}

/** What each of two quantities lacks of the inputs that would settle how they stand to each other. */
export function lacking(inputs: readonly string[], a: Quantity, b: Quantity): SettledBy {
  const [ofA, ofB] = [a, b].map((quantity) => inputsOf(quantity).find((path) => inputs.includes(path)));
  return {
    ...(ofA === undefined ? {} : { a: ofA as RulePath }),
    ...(ofB === undefined ? {} : { b: ofB as RulePath }),
  };
}
