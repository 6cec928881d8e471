import { SEVERITIES, sameValue } from '../rule.ts';
import { isKnown } from '../spec/fact.ts';
import { pathEntry, template } from '../spec/paths.ts';
import { basePaths, equalize, type Resolved, resolve } from './resolve.ts';
import { type CompareResult, compareOne, sameFact, type Task } from './run.ts';
import { concretePath } from './view.ts';

/** Which difference each difference follows from: the index of its root, or undefined where it is a root itself. */
export function findRoots(a: Resolved, b: Resolved, differences: readonly CompareResult[]): (number | undefined)[] {
  // Rules that rest on the same facts ask the same question.
  const asked = new Map<string, (j: number) => boolean>();
  const vanishesWith = (paths: ReadonlySet<string> | undefined, j: number): boolean => {
    if (paths === undefined || paths.size === 0) return false;
    const key = [...paths].sort().join('\n');
    const ask = asked.get(key) ?? vanishing(a, b, paths, differences);
    asked.set(key, ask);
    return ask(j);
  };
  const differing = differences.map((result, i) => {
    const below = differingPaths(a, b, result);
    // A measure that a rule could also have looked at rests on facts that play no part: epochs are compared, while
    // updates, which hang on the batch, differ too.
    const named = namedPaths(a, b, result, below);
    return named.size > 0 && named.size < below.size && vanishesWith(named, i) ? named : below;
  });
  const causes = differences.map((_, i) => differences[i]?.rule.root !== false && (differing[i]?.size ?? 0) > 0);
  /** Difference j is gone once the facts of difference i are made equal. */
  const vanishes = (i: number, j: number): boolean => causes[i] === true && vanishesWith(differing[i], j);
  // Of two that rest on the same differences, the one that looks at fewer facts says more exactly what differs.
  const breadth = differences.map((result) => restsOn(a, b, result).size);
  const order = differences
    .map((_, i) => i)
    .sort((x, y) => rank(x) - rank(y) || (breadth[x] ?? 0) - (breadth[y] ?? 0) || x - y);
  const roots: (number | undefined)[] = differences.map(() => undefined);
  const position = new Map(order.map((index, at) => [index, at]));

  function rank(i: number): number {
    return differing[i]?.size ?? 0;
  }
  function dominates(i: number, j: number): boolean {
    // What rests on more facts than another cannot be its cause: making it equal makes the other equal trivially.
    if (i === j || isStrictSubset(differing[j], differing[i]) || !vanishes(i, j)) return false;
    // Where each rests on facts of its own, too, what they share must not be why the other is gone.
    const [own, shared] = split(differing[i], differing[j]);
    const isMixed = own.size > 0 && shared.size > 0 && shared.size < (differing[j]?.size ?? 0);
    if (isMixed && !vanishesWith(own, j)) return false;
    return (position.get(i) ?? 0) < (position.get(j) ?? 0) || !vanishes(j, i);
  }
  for (const j of order) {
    if (differences[j]?.rule.root === false) continue;
    const dominating = order.filter((i) => dominates(i, j) && !follows(i, j));
    roots[j] = dominating.find((i) => roots[i] === undefined) ?? dominating[0];
  }
  function follows(i: number, j: number): boolean {
    for (
      let at: number | undefined = i, steps = 0;
      at !== undefined && steps <= roots.length;
      at = roots[at], steps++
    ) {
      if (at === j) return true;
    }
    return false;
  }
  for (const j of order) {
    if (roots[j] !== undefined || (differing[j]?.size ?? 0) < 2) continue;
    const parts = order.filter(
      (i) => i !== j && causes[i] && isStrictSubset(differing[i], differing[j]) && !follows(i, j),
    );
    if (parts.length < 2 || !vanishesWith(unionOf(parts), j)) continue;
    // What it vanishes without is no part of why.
    let needed = parts;
    for (const i of parts.toReversed()) {
      const fewer = needed.filter((part) => part !== i);
      if (fewer.length > 0 && vanishesWith(unionOf(fewer), j)) needed = fewer;
    }
    roots[j] = worst(needed, differences, (i) => readAt(differences[j], differing[i]));
  }
  function unionOf(parts: readonly number[]): Set<string> {
    return new Set(parts.flatMap((i) => [...(differing[i] ?? [])]));
  }
  return roots.map((root) => {
    let at = root;
    for (let steps = 0; at !== undefined && roots[at] !== undefined && steps < roots.length; steps++) at = roots[at];
    return at;
  });
}

/** The facts below a difference that really differ between the sides. */
function differingPaths(a: Resolved, b: Resolved, { rule, ...task }: Task): Set<string> {
  const found = new Set<string>();
  for (const path of [...(rule.compare?.reads ?? []), ...(rule.compare?.optional ?? [])]) {
    const [pathA, pathB] = [concretePath(a.facts, task.a, path), concretePath(b.facts, task.b, path)];
    if (pathA !== pathB) {
      // Serving against evaluation: the same fact under two names, which cannot be made equal by copying.
      if (!sameFact(a.facts.get(pathA), b.facts.get(pathB), sameValue)) found.add(pathA).add(pathB);
      continue;
    }
    // What comes to the same value cannot be why a rule differs, however it was come by: 2 × 128 against 8 × 32.
    const [factA, factB] = [a.facts.get(pathA), b.facts.get(pathB)];
    if (isKnown(factA) && sameFact(factA, factB, sameValue)) continue;
    for (const base of [...basePaths(a.facts, pathA), ...basePaths(b.facts, pathB)]) {
      if (!amountToTheSame(a, b, base)) found.add(base);
    }
  }
  return found;
}

/** Whether a fact is the same on both sides, also where one says off and the other that there is nothing of the kind. */
function amountToTheSame(a: Resolved, b: Resolved, path: string): boolean {
  const [factA, factB] = [a.facts.get(path), b.facts.get(path)];
  if (sameFact(factA, factB, sameValue)) return true;
  const none = pathEntry(path)?.none;
  const [x, y] = [factA, factB].map((fact) =>
    isKnown(fact) ? fact.value : fact?.status === 'absent' ? none : undefined,
  );
  return x !== undefined && y !== undefined && sameValue(x, y);
}

/** Those of the facts below a difference that its rule names itself. */
function namedPaths(a: Resolved, b: Resolved, { rule, ...task }: Task, below: ReadonlySet<string>): Set<string> {
  const paths = [...(rule.compare?.reads ?? []), ...(rule.compare?.optional ?? [])];
  const named = paths.flatMap((path) => [concretePath(a.facts, task.a, path), concretePath(b.facts, task.b, path)]);
  return new Set(
    named.filter((path) => {
      const facts = [a.facts.get(path), b.facts.get(path)];
      // What one side derives and the other has not is made equal through what it is derived from.
      return below.has(path) && facts.some(isKnown) && facts.every((fact) => fact?.status !== 'derived');
    }),
  );
}

/** The facts below a difference that either side knows, whether they differ or not. */
function restsOn(a: Resolved, b: Resolved, { rule, ...task }: Task): Set<string> {
  const found = new Set<string>();
  for (const path of [...(rule.compare?.reads ?? []), ...(rule.compare?.optional ?? [])]) {
    for (const [{ facts }, focus] of [[a, task.a] as const, [b, task.b] as const]) {
      for (const base of basePaths(facts, concretePath(facts, focus, path))) if (facts.has(base)) found.add(base);
    }
  }
  return found;
}

/**
 * Says which differences are gone once these facts are equal, whichever side is taken as the model. Resolving costs most, so
 * each direction waits until it is asked for, and the second until the first says that a difference is gone.
 */
function vanishing(
  a: Resolved,
  b: Resolved,
  paths: ReadonlySet<string>,
  differences: readonly CompareResult[],
): (j: number) => boolean {
  let likeA: Resolved | undefined;
  let likeB: Resolved | undefined;
  const answers = new Map<number, boolean>();
  const answer = (task: CompareResult): boolean => {
    likeA ??= resolve(equalize(b, a, paths));
    if (!isGone(compareOne(a, likeA, task))) return false;
    likeB ??= resolve(equalize(a, b, paths));
    return isGone(compareOne(likeB, b, task));
  };
  /**
   * What can no longer be told is gone only for want of a fact that a side never had: two schedules of one kind lack each
   * other's parameters. Otherwise a derivation broke, such as the steps of an epoch, and that says nothing.
   */
  const isGone = ({ outcome, missing }: CompareResult): boolean => {
    if (outcome.verdict !== 'unknown') return outcome.verdict !== 'different';
    const wanted = [...missing.a, ...missing.b];
    return wanted.length > 0 && wanted.every((path) => !isKnown(a.facts.get(path)) || !isKnown(b.facts.get(path)));
  };
  return (j) => {
    const task = differences[j];
    const known = answers.get(j) ?? (task !== undefined && answer(task));
    answers.set(j, known);
    return known;
  };
}

function isStrictSubset(part: ReadonlySet<string> | undefined, whole: ReadonlySet<string> | undefined): boolean {
  if (part === undefined || whole === undefined || part.size === 0 || part.size >= whole.size) return false;
  return [...part].every((path) => whole.has(path));
}

/** The paths that only the first set has, and those that both have. */
function split(paths: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()) {
  const own = new Set([...paths].filter((path) => !other.has(path)));
  return [own, new Set([...paths].filter((path) => other.has(path)))] as const;
}

/** Where a rule's list of what it reads first names one of these facts: what matters most stands first. */
function readAt(result: CompareResult | undefined, paths: ReadonlySet<string> = new Set()): number {
  const read = [...(result?.rule.compare?.reads ?? []), ...(result?.rule.compare?.optional ?? [])];
  const named = new Set([...paths].map((path) => template(path)));
  const at = read.findIndex((path) => named.has(path));
  return at < 0 ? read.length : at;
}

function worst(
  indices: readonly number[],
  differences: readonly CompareResult[],
  place: (i: number) => number,
): number | undefined {
  const severity = (i: number): number => {
    const outcome = differences[i]?.outcome;
    return outcome?.verdict === 'different' ? SEVERITIES.indexOf(outcome.details.severity) : SEVERITIES.length;
  };
  return [...indices].sort((x, y) => severity(x) - severity(y) || place(x) - place(y) || x - y)[0];
}
