import type { Expression, Statement } from '../../script/ir.ts';
import { type Lowering, parts } from './lowering.ts';
import { captureNames } from './names.ts';
import type { SyntaxNode } from './parser.ts';

/** Lowers `match` into a chain of conditions on a name of its own. */
export function lowerMatch(l: Lowering, node: SyntaxNode, site: number): Statement[] {
  const subject = node.childForFieldName('subject');
  const body = node.childForFieldName('body');
  if (subject === null || body === null) return [];
  const name = `#match ${site}`;
  const read: Expression = { kind: 'name', name, site };
  let chain: Statement[] = [];
  for (const clause of parts(body)
    .filter(({ type }) => type === 'case_clause')
    .reverse()) {
    const guard = clause.childForFieldName('guard');
    const patterns = parts(clause).filter(({ type }) => type === 'case_pattern');
    const [pattern] = patterns;
    const [condition] = guard === null ? [] : parts(guard);
    const test = pattern === undefined || patterns.length > 1 ? opaque(l, clause) : testOf(l, pattern, read);
    const bound = patterns.flatMap((one) => bindings(l, one, read));
    const consequent = l.statements(clause.childForFieldName('consequence'));
    // A guard that fails goes on to the next case, so the rest is written out in both ways.
    const guarded: Statement[] =
      condition === undefined
        ? [...bound, ...consequent]
        : [...bound, { kind: 'if', test: l.expression(condition), truth: 'py', consequent, else: chain, site }];
    chain =
      test === undefined
        ? guarded
        : [{ kind: 'if', test, truth: 'py', consequent: guarded, else: chain, site: l.site(clause) }];
  }
  return [{ kind: 'declare', target: { kind: 'name', name, site }, value: l.expression(subject), site }, ...chain];
}

const opaque = (l: Lowering, node: SyntaxNode): Expression => ({
  kind: 'unsupported',
  text: 'a pattern of this kind',
  parts: [],
  touches: [],
  site: l.site(node),
});

/** What must hold for a pattern; undefined where it always matches. */
function testOf(l: Lowering, pattern: SyntaxNode, subject: Expression): Expression | undefined {
  const site = l.site(pattern);
  const [inner] = pattern.type === 'case_pattern' ? parts(pattern) : [pattern];
  if (inner === undefined) return undefined;
  switch (inner.type) {
    case 'union_pattern': {
      const tests = parts(inner).map((part) => testOf(l, part, subject));
      if (tests.includes(undefined)) return undefined;
      return tests.reduce((left, right) =>
        left === undefined || right === undefined
          ? undefined
          : { kind: 'logical', operator: 'or.py', left, right, site },
      );
    }
    case 'as_pattern': {
      const [aliased] = parts(inner);
      return aliased === undefined ? opaque(l, pattern) : testOf(l, aliased, subject);
    }
    case 'dotted_name': {
      const names = parts(inner);
      if (names.length <= 1) return undefined;
      const [first, ...others] = names.map(({ text }) => text);
      const value = others.reduce<Expression>(
        (object, name) => ({ kind: 'member', object, name, optional: false, site }),
        { kind: 'name', name: first ?? '', site },
      );
      return { kind: 'binary', operator: 'eq.value', left: subject, right: value, site };
    }
    case 'string':
    case 'concatenated_string':
    case 'integer':
    case 'float':
      return { kind: 'binary', operator: 'eq.value', left: subject, right: l.expression(inner), site };
    case 'true':
    case 'false':
    case 'none':
      return { kind: 'binary', operator: 'is', left: subject, right: l.expression(inner), site };
    default:
      return opaque(l, inner);
  }
}

function bindings(l: Lowering, pattern: SyntaxNode, subject: Expression): Statement[] {
  const site = l.site(pattern);
  const names = captureNames(pattern);
  const [inner] = parts(pattern);
  const whole = inner?.type === 'dotted_name' ? names : inner?.type === 'as_pattern' ? names.slice(-1) : [];
  return names.map(
    (name): Statement =>
      whole.includes(name)
        ? { kind: 'declare', target: { kind: 'name', name, site }, value: subject, site }
        : { kind: 'unsupported', text: 'a pattern of this kind', reason: 'syntax', assigns: [name], touches: [], site },
  );
}
