import { RULES } from '../../../rules/index.generated.ts';
import { compareCurves } from '../../../src/canonical/curve-compare.ts';
import { canonicalInit, compareInits, type InitRole } from '../../../src/canonical/init.ts';
import { type Affine, sameAffine } from '../../../src/canonical/normalization.ts';
import { compareQuantities } from '../../../src/canonical/quantity.ts';
import { type Resolved, resolve, runCompare } from '../../../src/engine/index.ts';
import { sameValue } from '../../../src/rule.ts';
import type { Curve } from '../../../src/spec/curve.ts';
import { isExpression, type Quantity } from '../../../src/spec/quantity.ts';
import { SCOPES } from '../../../src/spec/vocabulary.ts';
import { setupOf } from '../../support/setup.ts';
import type { Facts, Values } from './types.ts';

export type Relation = 'same' | 'different' | 'unknown';

/** Whether two setups meet in all of the facts, part in one, or cannot be told. */
export function relation(a: Values, b: Values, facts: Facts): Relation {
  const [left, right] = [a, b].map((values) => resolve({ ...setupOf(values), scope: SCOPES }));
  if (left === undefined || right === undefined) throw new TypeError('two setups');
  if (facts.rules !== undefined) return verdict(left, right, facts.rules);
  const each = facts.paths.map((path) => one(left, right, path, facts));
  if (each.includes('different')) return 'different';
  return each.includes('unknown') ? 'unknown' : 'same';
}

function verdict(a: Resolved, b: Resolved, ids: readonly string[]): Relation {
  const rules = RULES.filter(({ id }) => ids.includes(id));
  if (rules.length !== ids.length) throw new TypeError(`no such rules: ${ids.join(', ')}`);
  const verdicts = Object.values(runCompare(a, b, rules).verdicts);
  if (verdicts.includes('different')) return 'different';
  if (verdicts.includes('unknown')) return 'unknown';
  return verdicts.some((found) => found === 'same' || found === 'equivalent') ? 'same' : 'unknown';
}

function one(a: Resolved, b: Resolved, path: string, { tolerance, but }: Facts): Relation {
  const [left, right] = [a.facts.get(path), b.facts.get(path)];
  if (left === undefined || right === undefined) return 'unknown';
  if (left.status === 'unknown' || right.status === 'unknown') return 'unknown';
  if (left.status === 'absent' || right.status === 'absent') return left.status === right.status ? 'same' : 'different';
  if (path === 'schedule.curve') {
    const { kind } = compareCurves(left.value as unknown as Curve, right.value as unknown as Curve);
    if (kind === 'same-but-stepping') return but === 'stepping' ? 'same' : 'different';
    return kind;
  }
  if (path.endsWith('.affine'))
    return told(sameAffine(left.value as unknown as Affine, right.value as unknown as Affine));
  if (path.startsWith('init.')) {
    const role = path.slice(5) as InitRole;
    const [x, y] = [a, b].map((side, i) => {
      const framework = side.facts.get('framework.name');
      const scheme = (i === 0 ? left : right).value as Parameters<typeof canonicalInit>[0];
      return canonicalInit(scheme, role, framework?.status === 'stated' ? String(framework.value) : undefined);
    });
    if (x === undefined || y === undefined) return 'unknown';
    const { kind } = compareInits(x, y);
    return told(kind === 'same' || (kind === 'same-variance' && but === 'shape'));
  }
  if (isExpression(left.value) || isExpression(right.value)) {
    return compareQuantities(left.value as Quantity, right.value as Quantity, tolerance).kind;
  }
  if (path.endsWith('Roles'))
    return told(sameValue([...(left.value as string[])].sort(), [...(right.value as string[])].sort()));
  return told(sameValue(left.value, right.value, tolerance));
}

const told = (same: boolean): Relation => (same ? 'same' : 'different');
