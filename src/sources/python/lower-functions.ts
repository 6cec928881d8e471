import type {
  ClassDefinition,
  ClassMember,
  Expression,
  FunctionDefinition,
  Parameter,
  Statement,
} from '../../script/ir.ts';
import { lowerArguments } from './lower-expressions.ts';
import { type Lowering, parts } from './lowering.ts';
import { boundNames, targetNames } from './names.ts';
import type { SyntaxNode } from './parser.ts';

/** Lowers a function or a lambda. */
export function lowerFunction(l: Lowering, node: SyntaxNode, decorators: readonly Expression[]): FunctionDefinition {
  const body = node.childForFieldName('body');
  const list = node.childForFieldName('parameters');
  const parameters = list === null ? [] : lowerParameters(l, list);
  const isLambda = node.type === 'lambda';
  const lowered: Statement[] =
    body === null
      ? []
      : isLambda
        ? [{ kind: 'return', value: l.expression(body), site: l.site(body) }]
        : l.statements(body);
  const { locals, outer } = boundNames(body === null ? [] : [body]);
  const bound = parameters.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const destructured =
    list === null
      ? []
      : parts(list)
          .filter(({ type }) => type === 'tuple_pattern')
          .flatMap(targetNames);
  return {
    name: node.childForFieldName('name')?.text ?? '<lambda>',
    parameters,
    body: lowered,
    locals: [...new Set([...bound, ...destructured, ...locals, ...matchNames(lowered)])],
    ...(Object.keys(outer).length === 0 ? {} : { outer }),
    generator: !isLambda && body !== null && yields(body),
    async: node.children.some((child) => child?.type === 'async'),
    arrow: false,
    defaultsAt: 'definition',
    decorators,
    site: l.site(node),
  };
}

/** Names of the subjects of `match`, which lowering makes. */
export function matchNames(statements: readonly Statement[]): string[] {
  return (
    JSON.stringify(statements, (_key, value) => (typeof value === 'bigint' ? String(value) : value)).match(
      /#match \d+/g,
    ) ?? []
  );
}

function yields(body: SyntaxNode): boolean {
  const stack = [body];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'yield') return true;
    if (['function_definition', 'class_definition', 'lambda'].includes(node.type)) continue;
    stack.push(...parts(node));
  }
  return false;
}

function lowerParameters(l: Lowering, list: SyntaxNode): Parameter[] {
  const found: Parameter[] = [];
  let kind: Parameter['kind'] = 'positional';
  for (const node of parts(list)) {
    if (node.type === 'positional_separator') {
      for (const [i, parameter] of found.entries()) found[i] = { ...parameter, kind: 'positional-only' };
      continue;
    }
    if (node.type === 'keyword_separator') {
      kind = 'keyword-only';
      continue;
    }
    const parameter = lowerParameter(l, node, kind);
    if (parameter === undefined) continue;
    found.push(parameter);
    if (parameter.kind === 'rest') kind = 'keyword-only';
  }
  return found;
}

function lowerParameter(l: Lowering, node: SyntaxNode, kind: Parameter['kind']): Parameter | undefined {
  const site = l.site(node);
  if (node.type === 'typed_parameter') {
    const [inner] = parts(node);
    return inner === undefined ? undefined : lowerParameter(l, inner, kind);
  }
  if (node.type === 'list_splat_pattern' || node.type === 'dictionary_splat_pattern') {
    const [inner] = parts(node);
    if (inner === undefined) return undefined;
    return {
      kind: node.type === 'list_splat_pattern' ? 'rest' : 'keyword-rest',
      target: l.target(inner),
      name: inner.text,
      site,
    };
  }
  if (node.type === 'identifier') return { kind, target: l.target(node), name: node.text, site };
  const name = node.childForFieldName('name');
  const value = node.childForFieldName('value');
  if (name === null) return { kind, target: l.target(node), site };
  return {
    kind,
    target: l.target(name),
    ...(name.type === 'identifier' ? { name: name.text } : {}),
    ...(value === null ? {} : { default: l.expression(value) }),
    site,
  };
}

/** Lowers a class: its body runs, and what it binds become attributes. Annotations without a value are kept for dataclasses. */
export function lowerClass(l: Lowering, node: SyntaxNode, decorators: readonly Expression[]): ClassDefinition {
  const body = node.childForFieldName('body');
  const supers = node.childForFieldName('superclasses');
  const args = supers === null ? [] : lowerArguments(l, supers);
  const { locals } = boundNames(body === null ? [] : [body]);
  const statements = l.statements(body);
  return {
    name: node.childForFieldName('name')?.text ?? 'anonymous',
    bases: args.filter(({ kind }) => kind === 'positional').map(({ value }) => value),
    keywords: args.filter(({ kind }) => kind !== 'positional'),
    members: body === null ? [] : annotations(l, body),
    body: statements,
    locals: [...new Set([...locals, ...matchNames(statements)])],
    decorators,
    site: l.site(node),
  };
}

/** What a class body annotates, in order: the fields of a dataclass. */
function annotations(l: Lowering, body: SyntaxNode): ClassMember[] {
  return parts(body).flatMap((statement): ClassMember[] => {
    const [assignment] = statement.type === 'expression_statement' ? parts(statement) : [];
    const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
    if (left?.type !== 'identifier' || assignment?.childForFieldName('type') == null) return [];
    if (/ClassVar/.test(assignment.childForFieldName('type')?.text ?? '')) return [];
    const site = l.site(left);
    return [{ kind: 'field', static: false, name: { kind: 'literal', value: left.text, site }, site }];
  });
}
