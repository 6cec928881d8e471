import { ts } from 'ts-morph';
import type { ExportBinding, Expression, ImportBinding, Statement, Target } from '../../script/ir.ts';
import type { Lowering } from './lowering.ts';
import { boundNames, declaredNames, mentionedNames } from './names.ts';

const K = ts.SyntaxKind;

/** Lowers the statements of a block; functions declared in it are bound before anything runs. */
export function lowerStatements(l: Lowering, statements: readonly ts.Statement[]): Statement[] {
  const functions = statements
    .filter((statement) => ts.isFunctionDeclaration(statement))
    .flatMap((node) => lowerFunctionDeclaration(l, node));
  const others = statements
    .filter((statement) => !ts.isFunctionDeclaration(statement))
    .flatMap((node) => lowerStatement(l, node));
  return [...functions, ...others];
}

function lowerFunctionDeclaration(l: Lowering, node: ts.FunctionDeclaration): Statement[] {
  if (node.body === undefined) return [];
  const site = l.site(node);
  const local = node.name?.text ?? '*default*';
  const value: Expression = { kind: 'function', definition: l.function(node), site };
  return [{ kind: 'declare', target: { kind: 'name', name: local, site }, value, site }, ...exported(l, node, [local])];
}

function lowerStatement(l: Lowering, node: ts.Statement): Statement[] {
  const site = l.site(node);
  if (ts.isVariableStatement(node)) {
    const names = node.declarationList.declarations.flatMap(({ name }) => boundNames(name));
    return [...lowerDeclarations(l, node.declarationList), ...exported(l, node, names)];
  }
  if (ts.isExpressionStatement(node)) return [{ kind: 'expression', expression: l.expression(node.expression), site }];
  if (ts.isBlock(node)) return [lowerBlock(l, node)];
  if (ts.isIfStatement(node)) {
    return [
      {
        kind: 'if',
        test: l.expression(node.expression),
        truth: 'js',
        consequent: lowerBody(l, node.thenStatement),
        else: node.elseStatement === undefined ? [] : lowerBody(l, node.elseStatement),
        site,
      },
    ];
  }
  if (ts.isForStatement(node)) return [lowerFor(l, node, undefined)];
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return [lowerForOf(l, node, undefined)];
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return [lowerWhile(l, node, undefined)];
  if (ts.isLabeledStatement(node)) return lowerLabeled(l, node);
  if (ts.isReturnStatement(node))
    return [
      {
        kind: 'return',
        site,
        ...(node.expression === undefined ? {} : { value: l.expression(node.expression) }),
      },
    ];
  if (ts.isThrowStatement(node)) return [{ kind: 'throw', value: l.expression(node.expression), site }];
  if (ts.isBreakStatement(node))
    return [{ kind: 'break', site, ...(node.label === undefined ? {} : { label: node.label.text }) }];
  if (ts.isContinueStatement(node))
    return [{ kind: 'continue', site, ...(node.label === undefined ? {} : { label: node.label.text }) }];
  if (ts.isSwitchStatement(node)) return [lowerSwitch(l, node)];
  if (ts.isTryStatement(node)) return [lowerTry(l, node)];
  if (ts.isClassDeclaration(node)) {
    const local = node.name?.text ?? '*default*';
    const value: Expression = { kind: 'class', definition: l.class(node), site };
    return [
      { kind: 'declare', target: { kind: 'name', name: local, site }, value, site },
      ...exported(l, node, [local]),
    ];
  }
  if (ts.isEnumDeclaration(node)) return [lowerEnum(l, node), ...exported(l, node, [node.name.text])];
  if (ts.isImportDeclaration(node)) return lowerImport(l, node);
  if (ts.isImportEqualsDeclaration(node)) return lowerImportEquals(l, node);
  if (ts.isExportDeclaration(node)) return lowerExport(l, node);
  if (ts.isExportAssignment(node)) return lowerExportAssignment(l, node);
  if (
    ts.isEmptyStatement(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    node.kind === K.DebuggerStatement
  )
    return [];
  return [
    {
      kind: 'unsupported',
      text: ts.isModuleDeclaration(node) ? 'a namespace' : 'a statement of this kind',
      reason: 'syntax',
      ...mentionedNames(node),
      site,
    },
  ];
}

function lowerBlock(l: Lowering, node: ts.Block): Statement {
  return {
    kind: 'block',
    locals: declaredNames(node.statements),
    body: lowerStatements(l, node.statements),
    site: l.site(node),
  };
}

function lowerBody(l: Lowering, node: ts.Statement): Statement[] {
  return ts.isBlock(node) ? [lowerBlock(l, node)] : lowerStatement(l, node);
}

function lowerDeclarations(l: Lowering, list: ts.VariableDeclarationList): Statement[] {
  const isVar = !(list.flags & ts.NodeFlags.BlockScoped);
  return list.declarations.flatMap((declaration): Statement[] => {
    // `var x;` binds nothing that was not hoisted already.
    if (declaration.initializer === undefined && isVar) return [];
    const site = l.site(declaration);
    const target = l.binding(declaration.name);
    return [
      {
        kind: 'declare',
        target,
        site,
        ...(declaration.initializer === undefined ? {} : { value: l.expression(declaration.initializer) }),
      },
    ];
  });
}

/** `for (let i = a; i < b; i += c)` with i and b left alone by the body counts from a to b. */
function lowerCounting(l: Lowering, node: ts.ForStatement, label: string | undefined): Statement | undefined {
  const { initializer, condition, incrementor } = node;
  if (initializer === undefined || !ts.isVariableDeclarationList(initializer) || initializer.declarations.length !== 1)
    return undefined;
  const [declaration] = initializer.declarations;
  if (
    !(initializer.flags & ts.NodeFlags.BlockScoped) ||
    declaration?.initializer === undefined ||
    !ts.isIdentifier(declaration.name)
  )
    return undefined;
  const name = declaration.name.text;
  if (
    condition === undefined ||
    !ts.isBinaryExpression(condition) ||
    !ts.isIdentifier(condition.left) ||
    condition.left.text !== name
  )
    return undefined;
  const inclusive = condition.operatorToken.kind === K.LessThanEqualsToken;
  if (!inclusive && condition.operatorToken.kind !== K.LessThanToken) return undefined;
  const step = incrementor === undefined ? undefined : stepOf(incrementor, name);
  if (step === undefined || !isSteady(condition.right, node.statement, name)) return undefined;
  const site = l.site(node);
  return {
    kind: 'for',
    target: l.binding(declaration.name),
    iterable: {
      kind: 'range',
      start: l.expression(declaration.initializer),
      stop: l.expression(condition.right),
      step: step === 1 ? { kind: 'literal', value: 1, site } : l.expression(step),
      inclusive,
      site: l.site(condition),
    },
    over: 'elements',
    body: lowerBody(l, node.statement),
    locals: [name],
    else: [],
    site,
    ...(label === undefined ? {} : { label }),
  };
}

/** What a loop counts by: 1, or a number that is written. */
function stepOf(node: ts.Expression, name: string): 1 | ts.Expression | undefined {
  if ((ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && node.operator === K.PlusPlusToken) {
    return ts.isIdentifier(node.operand) && node.operand.text === name ? 1 : undefined;
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== K.PlusEqualsToken) return undefined;
  return ts.isIdentifier(node.left) && node.left.text === name && ts.isNumericLiteral(node.right)
    ? node.right
    : undefined;
}

/** Whether the end of a counting loop is the same in every pass, and the body leaves the index alone. */
function isSteady(stop: ts.Expression, body: ts.Statement, index: string): boolean {
  const { assigns } = mentionedNames(body);
  if (assigns.includes(index)) return false;
  let names = true;
  const stack: ts.Node[] = [stop];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ts.isIdentifier(node) && assigns.includes(node.text)) names = false;
    if (ts.isCallExpression(node) || ts.isElementAccessExpression(node)) names = false;
    // The length of an array may change with what the body pushes; another member only where the file writes it somewhere.
    if (
      ts.isPropertyAccessExpression(node) &&
      (node.name.text === 'length' || writesMember(body.getSourceFile(), node.name.text))
    )
      names = false;
    ts.forEachChild(node, (child) => {
      stack.push(child);
    });
  }
  return names;
}

function writesMember(file: ts.SourceFile, name: string): boolean {
  return new RegExp(`\\.\\s*${name.replaceAll('$', '\\$')}\\s*(?:[-+*/%&|^?]{0,3}=(?!=)|\\+\\+|--)`).test(file.text);
}

function lowerFor(l: Lowering, node: ts.ForStatement, label: string | undefined): Statement {
  const counting = lowerCounting(l, node, label);
  if (counting !== undefined) return counting;
  const site = l.site(node);
  const { initializer } = node;
  const list = initializer !== undefined && ts.isVariableDeclarationList(initializer) ? initializer : undefined;
  const names =
    list === undefined || !(list.flags & ts.NodeFlags.BlockScoped)
      ? []
      : list.declarations.flatMap(({ name }) => boundNames(name));
  const first: Statement[] =
    list !== undefined
      ? lowerDeclarations(l, list)
      : initializer === undefined
        ? []
        : [{ kind: 'expression', expression: l.expression(initializer as ts.Expression), site }];
  const loop: Statement = {
    kind: 'while',
    test: node.condition === undefined ? { kind: 'literal', value: true, site } : l.expression(node.condition),
    truth: 'js',
    body: lowerBody(l, node.statement),
    testAfter: false,
    locals: names,
    else: [],
    site,
    ...(node.incrementor === undefined ? {} : { update: l.expression(node.incrementor) }),
    ...(label === undefined ? {} : { label }),
  };
  return { kind: 'block', locals: names, body: [...first, loop], site };
}

function lowerForOf(l: Lowering, node: ts.ForOfStatement | ts.ForInStatement, label: string | undefined): Statement {
  const { initializer } = node;
  const declared = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0]?.name : undefined;
  const target: Target = declared !== undefined ? l.binding(declared) : l.target(initializer as ts.Expression);
  const isBlockScoped =
    ts.isVariableDeclarationList(initializer) && (initializer.flags & ts.NodeFlags.BlockScoped) !== 0;
  return {
    kind: 'for',
    target,
    iterable: l.expression(node.expression),
    over: ts.isForInStatement(node) ? 'keys' : 'elements',
    body: lowerBody(l, node.statement),
    locals: isBlockScoped && declared !== undefined ? boundNames(declared) : [],
    else: [],
    site: l.site(node),
    ...(label === undefined ? {} : { label }),
  };
}

function lowerWhile(l: Lowering, node: ts.WhileStatement | ts.DoStatement, label: string | undefined): Statement {
  return {
    kind: 'while',
    test: l.expression(node.expression),
    truth: 'js',
    body: lowerBody(l, node.statement),
    testAfter: ts.isDoStatement(node),
    locals: [],
    else: [],
    site: l.site(node),
    ...(label === undefined ? {} : { label }),
  };
}

function lowerLabeled(l: Lowering, node: ts.LabeledStatement): Statement[] {
  const { statement } = node;
  const label = node.label.text;
  if (ts.isForStatement(statement)) return [lowerFor(l, statement, label)];
  if (ts.isForOfStatement(statement) || ts.isForInStatement(statement)) return [lowerForOf(l, statement, label)];
  if (ts.isWhileStatement(statement) || ts.isDoStatement(statement)) return [lowerWhile(l, statement, label)];
  return [
    {
      kind: 'unsupported',
      text: 'a label that is not of a loop',
      reason: 'syntax',
      ...mentionedNames(node),
      site: l.site(node),
    },
  ];
}

function lowerSwitch(l: Lowering, node: ts.SwitchStatement): Statement {
  return {
    kind: 'switch',
    subject: l.expression(node.expression),
    cases: node.caseBlock.clauses.map((clause) => ({
      body: lowerStatements(l, clause.statements),
      ...(ts.isCaseClause(clause) ? { test: l.expression(clause.expression) } : {}),
    })),
    locals: node.caseBlock.clauses.flatMap(({ statements }) => declaredNames(statements)),
    site: l.site(node),
  };
}

function lowerTry(l: Lowering, node: ts.TryStatement): Statement {
  const { catchClause } = node;
  const declared = catchClause?.variableDeclaration?.name;
  return {
    kind: 'try',
    body: [lowerBlock(l, node.tryBlock)],
    handlers:
      catchClause === undefined
        ? []
        : [
            {
              types: [],
              locals: declared === undefined ? [] : boundNames(declared),
              body: [lowerBlock(l, catchClause.block)],
              ...(declared === undefined ? {} : { target: l.binding(declared) }),
            },
          ],
    else: [],
    finally: node.finallyBlock === undefined ? [] : [lowerBlock(l, node.finallyBlock)],
    site: l.site(node),
  };
}

/** Members count on from the last number, as TypeScript compiles them; a member without a number before it is unknown. */
function lowerEnum(l: Lowering, node: ts.EnumDeclaration): Statement {
  const site = l.site(node);
  let next: number | undefined = 0;
  const entries = node.members.map((member) => {
    const at = l.site(member);
    const value: Expression =
      member.initializer !== undefined
        ? l.expression(member.initializer)
        : next === undefined
          ? { kind: 'unsupported', text: 'an enum member without a value', parts: [], touches: [], site: at }
          : { kind: 'literal', value: next, site: at };
    next = value.kind === 'literal' && typeof value.value === 'number' ? value.value + 1 : undefined;
    const name = ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : '';
    return { kind: 'property', key: { kind: 'literal', value: name, site: at }, value } as const;
  });
  return {
    kind: 'declare',
    target: { kind: 'name', name: node.name.text, site },
    value: { kind: 'record', type: 'object', entries, site },
    site,
  };
}

const moduleName = (node: ts.Expression | undefined): string =>
  node !== undefined && ts.isStringLiteral(node) ? node.text : '';

function lowerImport(l: Lowering, node: ts.ImportDeclaration): Statement[] {
  const clause = node.importClause;
  if (clause?.phaseModifier === K.TypeKeyword) return [];
  const bindings: ImportBinding[] = [];
  if (clause?.name !== undefined)
    bindings.push({ imported: 'default', local: clause.name.text, site: l.site(clause.name) });
  const named = clause?.namedBindings;
  if (named !== undefined && ts.isNamespaceImport(named))
    bindings.push({ imported: '*', local: named.name.text, site: l.site(named) });
  if (named !== undefined && ts.isNamedImports(named)) {
    for (const element of named.elements) {
      if (!element.isTypeOnly)
        bindings.push({
          imported: (element.propertyName ?? element.name).text,
          local: element.name.text,
          site: l.site(element),
        });
    }
  }
  return [{ kind: 'import', module: moduleName(node.moduleSpecifier), level: 0, bindings, site: l.site(node) }];
}

function lowerImportEquals(l: Lowering, node: ts.ImportEqualsDeclaration): Statement[] {
  const { moduleReference } = node;
  if (node.isTypeOnly || !ts.isExternalModuleReference(moduleReference)) return [];
  const site = l.site(node);
  return [
    {
      kind: 'import',
      module: moduleName(moduleReference.expression),
      level: 0,
      bindings: [{ imported: '*', local: node.name.text, site }],
      site,
    },
  ];
}

function lowerExport(l: Lowering, node: ts.ExportDeclaration): Statement[] {
  if (node.isTypeOnly) return [];
  const clause = node.exportClause;
  let names: ExportBinding[];
  if (clause === undefined) names = [{ local: '*', exported: '*' }];
  else if (ts.isNamespaceExport(clause)) names = [{ local: '*', exported: clause.name.text }];
  else
    names = clause.elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name, propertyName }) => ({ local: (propertyName ?? name).text, exported: name.text }));
  return [
    {
      kind: 'export',
      names,
      site: l.site(node),
      ...(node.moduleSpecifier === undefined ? {} : { module: moduleName(node.moduleSpecifier) }),
    },
  ];
}

function lowerExportAssignment(l: Lowering, node: ts.ExportAssignment): Statement[] {
  const site = l.site(node);
  const value = l.expression(node.expression);
  return [
    { kind: 'declare', target: { kind: 'name', name: '*default*', site }, value, site },
    { kind: 'export', names: [{ local: '*default*', exported: 'default' }], site },
  ];
}

function exported(l: Lowering, node: ts.Statement, locals: readonly string[]): Statement[] {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === K.ExportKeyword)) return [];
  const isDefault = modifiers.some(({ kind }) => kind === K.DefaultKeyword);
  return [
    {
      kind: 'export',
      names: locals.map((local) => ({ local, exported: isDefault ? 'default' : local })),
      site: l.site(node),
    },
  ];
}
