import type { Expression, ImportBinding, Statement } from '../../script/ir.ts';
import { updateOperator } from './lower-expressions.ts';
import { lowerClass } from './lower-functions.ts';
import { lowerMatch } from './lower-match.ts';
import { fields, type Lowering, MAX_SYNTAX_DEPTH, parts } from './lowering.ts';
import { mentionedNames } from './names.ts';
import type { SyntaxNode } from './parser.ts';

/** Lowers the statements of a block or module. */
export function lowerStatements(l: Lowering, block: SyntaxNode | null): Statement[] {
  if (block === null) return [];
  l.depth++;
  try {
    if (l.depth > MAX_SYNTAX_DEPTH) return [giveUp(l, block, 'syntax nested too deeply')];
    return parts(block).flatMap((node) => lowerStatement(l, node));
  } finally {
    l.depth--;
  }
}

function giveUp(l: Lowering, node: SyntaxNode, text: string): Statement {
  return { kind: 'unsupported', text, reason: 'syntax', ...mentionedNames(node), site: l.site(node) };
}

const evaluated = (expression: Expression): Statement => ({ kind: 'expression', expression, site: expression.site });

function lowerStatement(l: Lowering, node: SyntaxNode): Statement[] {
  if (node.isError || node.children.some((child) => child?.isError || child?.isMissing))
    return [giveUp(l, node, 'a part with a syntax error')];
  const site = l.site(node);
  const field = (name: string): SyntaxNode | null => node.childForFieldName(name);
  const needed = (name: string): SyntaxNode => {
    const found = field(name);
    if (found === null) throw new TypeError(`${node.type} without ${name}`);
    return found;
  };
  switch (node.type) {
    case 'expression_statement':
      return parts(node).flatMap((part) => lowerSimple(l, part));
    case 'pass_statement':
    case 'global_statement':
    case 'nonlocal_statement':
    case 'future_import_statement':
    case 'type_alias_statement':
      return [];
    case 'return_statement': {
      const [value] = parts(node);
      return [{ kind: 'return', site, ...(value === undefined ? {} : { value: l.expression(value) }) }];
    }
    case 'break_statement':
      return [{ kind: 'break', site }];
    case 'continue_statement':
      return [{ kind: 'continue', site }];
    case 'raise_statement': {
      const [value] = parts(node);
      return [{ kind: 'throw', site, ...(value === undefined ? {} : { value: l.expression(value) }) }];
    }
    case 'assert_statement': {
      const [test] = parts(node);
      if (test === undefined) return [];
      return [
        {
          kind: 'if',
          test: l.expression(test),
          truth: 'py',
          consequent: [],
          else: [{ kind: 'throw', site }],
          site,
        },
      ];
    }
    case 'delete_statement':
      return parts(node)
        .flatMap((part) => (part.type === 'expression_list' ? parts(part) : [part]))
        .map((part) => evaluated({ kind: 'delete', target: l.target(part), site }));
    case 'print_statement':
      return fields(node, 'argument').map((part) => evaluated(l.expression(part)));
    case 'if_statement':
      return [lowerIf(l, node, fields(node, 'alternative'), site)];
    case 'while_statement':
      return [
        {
          kind: 'while',
          test: l.expression(needed('condition')),
          truth: 'py',
          body: l.statements(field('body')),
          testAfter: false,
          locals: [],
          else: elseOf(l, field('alternative')),
          site,
        },
      ];
    case 'for_statement':
      return [
        {
          kind: 'for',
          target: l.target(needed('left')),
          iterable: l.expression(needed('right')),
          over: 'elements',
          body: l.statements(field('body')),
          locals: [],
          else: elseOf(l, field('alternative')),
          site,
        },
      ];
    case 'with_statement':
      return [lowerWith(l, node, site)];
    case 'try_statement':
      return [lowerTry(l, node, site)];
    case 'match_statement':
      return lowerMatch(l, node, site);
    case 'function_definition':
    case 'class_definition':
      return [lowerDefinition(l, node, [])];
    case 'decorated_definition': {
      const decorators = parts(node)
        .filter(({ type }) => type === 'decorator')
        .flatMap((decorator) => parts(decorator).map((part) => l.expression(part)));
      return [lowerDefinition(l, needed('definition'), decorators)];
    }
    case 'import_statement':
      return fields(node, 'name').flatMap((name) => lowerImport(l, name, site));
    case 'import_from_statement':
      return [lowerImportFrom(l, node, site)];
    case 'block':
      return l.statements(node);
    default:
      return [giveUp(l, node, 'a statement of this kind')];
  }
}

function lowerSimple(l: Lowering, node: SyntaxNode): Statement[] {
  const site = l.site(node);
  if (node.type === 'assignment') {
    const targets: SyntaxNode[] = [];
    let value: SyntaxNode | null = node;
    while (value !== null && value.type === 'assignment') {
      const left = value.childForFieldName('left');
      if (left !== null) targets.push(left);
      value = value.childForFieldName('right');
    }
    const [only] = targets;
    // `x: int` binds nothing.
    if (value === null) return [];
    const lowered = l.expression(value);
    if (only !== undefined && targets.length === 1)
      return [{ kind: 'declare', target: l.target(only), value: lowered, site }];
    // One value for several targets, assigned from left to right.
    return [
      evaluated(
        targets.reduceRight(
          (inner, target): Expression => ({ kind: 'assign', target: l.target(target), value: inner, site }),
          lowered,
        ),
      ),
    ];
  }
  if (node.type === 'augmented_assignment') {
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    const operator = updateOperator(node.childForFieldName('operator')?.text ?? '');
    if (left === null || right === null || operator === undefined)
      return [giveUp(l, node, 'an assignment of this kind')];
    return [
      evaluated({
        kind: 'update',
        target: l.target(left),
        operator,
        value: l.expression(right),
        result: 'after',
        inPlace: true,
        site,
      }),
    ];
  }
  return [evaluated(l.expression(node))];
}

function lowerIf(l: Lowering, node: SyntaxNode, alternatives: readonly SyntaxNode[], site: number): Statement {
  const test = node.childForFieldName('condition');
  const [next, ...others] = alternatives;
  const otherwise =
    next === undefined ? [] : next.type === 'elif_clause' ? [lowerIf(l, next, others, l.site(next))] : elseOf(l, next);
  if (test === null) return giveUp(l, node, 'a condition of this kind');
  return {
    kind: 'if',
    test: l.expression(test),
    truth: 'py',
    consequent: l.statements(node.childForFieldName('consequence')),
    else: otherwise,
    site,
  };
}

const elseOf = (l: Lowering, node: SyntaxNode | null): Statement[] =>
  node === null ? [] : l.statements(node.childForFieldName('body'));

function lowerWith(l: Lowering, node: SyntaxNode, site: number): Statement {
  const clause = parts(node).find(({ type }) => type === 'with_clause');
  const items = (clause === undefined ? [] : parts(clause)).flatMap((item) => {
    const value = item.childForFieldName('value');
    if (value === null) return [];
    if (value.type !== 'as_pattern') return [{ context: l.expression(value) }];
    const [context] = parts(value);
    const alias = value.childForFieldName('alias');
    if (context === undefined) return [];
    return [{ context: l.expression(context), ...(alias === null ? {} : { target: l.target(alias) }) }];
  });
  return { kind: 'with', items, body: l.statements(node.childForFieldName('body')), site };
}

function lowerTry(l: Lowering, node: SyntaxNode, site: number): Statement {
  const clauses = parts(node);
  const bodyOf = (clause: SyntaxNode | undefined): Statement[] =>
    clause === undefined
      ? []
      : l.statements(clause.childForFieldName('body') ?? parts(clause).find(({ type }) => type === 'block') ?? null);
  const handlers = clauses
    .filter(({ type }) => type === 'except_clause' || type === 'except_group_clause')
    .map((clause) => {
      const [value] = fields(clause, 'value');
      const typed = value?.type === 'as_pattern' ? parts(value)[0] : value;
      const alias =
        value?.type === 'as_pattern' ? value.childForFieldName('alias') : (fields(clause, 'value')[1] ?? null);
      const types = typed === undefined ? [] : typed.type === 'tuple' ? parts(typed) : [typed];
      return {
        types: types.map((type) => l.expression(type)),
        ...(alias === null ? {} : { target: l.target(alias) }),
        locals: [],
        body: bodyOf(clause),
      };
    });
  return {
    kind: 'try',
    body: l.statements(node.childForFieldName('body')),
    handlers,
    else: elseOf(l, clauses.find(({ type }) => type === 'else_clause') ?? null),
    finally: bodyOf(clauses.find(({ type }) => type === 'finally_clause')),
    site,
  };
}

function lowerDefinition(l: Lowering, node: SyntaxNode, decorators: readonly Expression[]): Statement {
  const site = l.site(node);
  const name = node.childForFieldName('name');
  if (name === null) return giveUp(l, node, 'a definition of this kind');
  const value: Expression =
    node.type === 'class_definition'
      ? { kind: 'class', definition: lowerClass(l, node, decorators), site }
      : { kind: 'function', definition: l.function(node, decorators), site };
  return { kind: 'declare', target: l.target(name), value, site };
}

/** `import a.b` loads a.b and binds a; `import a.b as c` binds a.b. */
function lowerImport(l: Lowering, name: SyntaxNode, site: number): Statement[] {
  const one = (module: string, local: string): Statement => ({
    kind: 'import',
    module,
    level: 0,
    bindings: [{ imported: '*', local, site: l.site(name) }],
    site,
  });
  if (name.type === 'aliased_import')
    return [one(name.childForFieldName('name')?.text ?? '', name.childForFieldName('alias')?.text ?? '')];
  const module = name.text.replace(/\s+/g, '');
  const top = module.split('.')[0] ?? module;
  return module === top ? [one(top, top)] : [one(module, ''), one(top, top)];
}

function lowerImportFrom(l: Lowering, node: SyntaxNode, site: number): Statement {
  const from = node.childForFieldName('module_name');
  const relative = from?.type === 'relative_import';
  const prefix = relative ? (parts(from).find(({ type }) => type === 'import_prefix')?.text ?? '') : '';
  const dotted = relative ? (parts(from).find(({ type }) => type === 'dotted_name')?.text ?? '') : (from?.text ?? '');
  const bindings: ImportBinding[] = parts(node).some(({ type }) => type === 'wildcard_import')
    ? [{ imported: 'all', local: '*', site }]
    : fields(node, 'name').map((name) => ({
        imported: name.type === 'aliased_import' ? (name.childForFieldName('name')?.text ?? '') : name.text,
        local: name.type === 'aliased_import' ? (name.childForFieldName('alias')?.text ?? '') : name.text,
        site: l.site(name),
      }));
  return { kind: 'import', module: dotted, level: prefix.replaceAll(/[^.]/g, '').length, bindings, site };
}
