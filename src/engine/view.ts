import type { Known } from '../canonical/derivation.ts';
import type { Side } from '../rule.ts';
import { type Fact, type Facts, isKnown, NOT_STATED } from '../spec/fact.ts';
import { pathEntry, type RulePath, type ValueOf } from '../spec/paths.ts';
import type { Phase } from '../spec/vocabulary.ts';

/** Which facts of a setup a rule looks at: `optimizers.G.` and `eval` make `preprocess.*.x` mean `optimizers.G.preprocess.eval.x`. */
export interface Focus {
  readonly prefix: string;
  readonly phase?: Phase;
}

/** The concrete path of a rule's path; a prefixed one falls back to the setup's own where the part has no such fact. */
export function concretePath(facts: Facts, focus: Focus, path: RulePath): string {
  const phased = focus.phase === undefined ? path : path.replace('preprocess.*.', `preprocess.${focus.phase}.`);
  const prefixed = focus.prefix + phased;
  return focus.prefix !== '' && !facts.has(prefixed) ? phased : prefixed;
}

/** The facts of one setup, seen through a focus. */
export function viewOf(facts: Facts, focus: Focus): Side & Known {
  const fact = (path: RulePath): Fact => facts.get(concretePath(facts, focus, path)) ?? NOT_STATED;
  return {
    fact: <P extends RulePath>(path: P) => fact(path) as Fact<ValueOf<P>>,
    known: (path) => fact(path).status !== 'unknown',
    value: <P extends RulePath>(path: P) => {
      const found = fact(path);
      if (isKnown(found)) return found.value as ValueOf<P>;
      return found.status === 'absent' ? (pathEntry(path)?.none as ValueOf<P> | undefined) : undefined;
    },
  };
}
