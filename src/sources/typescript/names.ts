import { ts } from 'ts-morph';

/** Names that a binding pattern or identifier binds. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** Names that statements declare in their own block: let, const, class, function, enum, import. */
export function declaredNames(statements: readonly ts.Statement[]): string[] {
  return statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.flags & ts.NodeFlags.BlockScoped
        ? statement.declarationList.declarations.flatMap(({ name }) => boundNames(name))
        : [];
    }
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
      return statement.name === undefined ? [] : [statement.name.text];
    }
    if (ts.isModuleDeclaration(statement)) return ts.isIdentifier(statement.name) ? [statement.name.text] : [];
    if (ts.isImportDeclaration(statement)) return importedNames(statement);
    if (ts.isImportEqualsDeclaration(statement)) return [statement.name.text];
    return [];
  });
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  if (importClause === undefined) return [];
  const named = importClause.namedBindings;
  return [
    ...(importClause.name === undefined ? [] : [importClause.name.text]),
    ...(named === undefined
      ? []
      : ts.isNamespaceImport(named)
        ? [named.name.text]
        : named.elements.map(({ name }) => name.text)),
  ];
}

/** Names that `var` declares anywhere in a function's body, functions inside aside. */
export function hoistedVariables(statements: readonly ts.Node[]): string[] {
  const found = new Set<string>();
  const stack: ts.Node[] = [...statements].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
      for (const { name } of node.declarations) for (const bound of boundNames(name)) found.add(bound);
    }
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) continue;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    stack.push(...children.reverse());
  }
  return [...found];
}

/** Names that a region assigns, and names that it mentions: what may have changed where it is not understood. */
export function mentionedNames(region: ts.Node): { readonly assigns: string[]; readonly touches: string[] } {
  const assigns = new Set<string>();
  const touches = new Set<string>();
  const stack: ts.Node[] = [region];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ts.isIdentifier(node) && !isPropertyName(node)) touches.add(node.text);
    if (ts.isVariableDeclaration(node)) for (const bound of boundNames(node.name)) assigns.add(bound);
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
      for (const name of targetNames(node.left)) assigns.add(name);
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && ts.isIdentifier(node.operand))
      assigns.add(node.operand.text);
    ts.forEachChild(node, (child) => {
      stack.push(child);
    });
  }
  return { assigns: [...assigns].sort(), touches: [...touches].sort() };
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    ((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      (ts.isPropertyAssignment(parent) && parent.name === node))
  );
}

function targetNames(target: ts.Node): string[] {
  if (ts.isIdentifier(target)) return [target.text];
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) return [];
  const found: string[] = [];
  ts.forEachChild(target, (child) => {
    found.push(...targetNames(child));
  });
  return found;
}
