import { RULES } from '../../rules/index.generated.ts';
import { type Resolved, resolve, runCompare } from '../../src/engine/index.ts';
import { viewOf } from '../../src/engine/view.ts';
import type { Finding } from '../../src/report/report.ts';
import { isKnown } from '../../src/spec/fact.ts';
import { type FactPath, pathEntry, template } from '../../src/spec/paths.ts';
import { type Base, bases, stated } from './bases.ts';
import { otherValues } from './change.ts';
import { OPERATORS, OUTSIDE } from './operators.ts';

/** A setup with one fact changed, and what the comparison said. */
export interface Mutation {
  readonly base: string;
  readonly path: string;
  readonly template: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Why it means nothing here; undefined where it must be found. */
  readonly silent: string | undefined;
  readonly roots: readonly {
    readonly id: string;
    readonly severity: string;
    readonly names: boolean;
    readonly consequences: readonly string[];
  }[];
}

function namesPath(finding: Finding, path: string): boolean {
  return [...finding.a.facts, ...finding.b.facts].some(
    (fact) => fact.path === path || (fact.basis ?? []).some((base) => base.path === path),
  );
}

function mutate(base: Base, original: Resolved, path: FactPath): Mutation[] {
  const entry = pathEntry(path);
  const key = template(path) as keyof typeof OPERATORS;
  if (entry === undefined || key in OUTSIDE) return [];
  const fact = base.setup.facts.get(path);
  const from = isKnown(fact) ? fact.value : entry.none;
  const side = viewOf(original.facts, { prefix: '' });
  const operator = OPERATORS[key];
  const values = operator?.to?.(from, side) ?? otherValues(entry.value, from);
  return values.map((to) => {
    const facts = new Map(base.setup.facts).set(path, stated(path, to));
    const { findings } = runCompare(original, resolve({ ...base.setup, facts }), RULES);
    return {
      base: base.name,
      path,
      template: key,
      from,
      to,
      silent: operator?.silent?.(side, to, path),
      roots: findings.map((finding) => ({
        id: finding.id,
        severity: finding.severity,
        names: namesPath(finding, path),
        consequences: finding.consequences.map(({ id }) => id),
      })),
    };
  });
}

/** Every mutation of every base. */
export async function allMutations(): Promise<readonly Mutation[]> {
  return (await bases()).flatMap((base) => {
    const original = resolve(base.setup);
    return base.paths.flatMap((path) => mutate(base, original, path));
  });
}
