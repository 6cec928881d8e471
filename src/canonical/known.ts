import type { RulePath } from '../spec/paths.ts';
import type { Known, Underived } from './derivation.ts';

/** Whether nobody said anything of the fact, in contrast to one that was said but could not be told. */
export function notStated(known: Known, path: RulePath): boolean {
  const fact = known.fact(path);
  return fact.status === 'unknown' && fact.reason.code === 'not-stated';
}

/** The outcome of a derivation that needs a fact which is unknown. */
export function blocked(known: Known, path: RulePath, text = `${path} is unknown`): Underived {
  const fact = known.fact(path);
  const deeper = fact.status === 'unknown' ? fact.reason.settledBy : undefined;
  return { unknown: text, settledBy: (deeper as RulePath | undefined) ?? path, from: [path] };
}
