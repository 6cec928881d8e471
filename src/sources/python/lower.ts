import type { Module } from '../../script/ir.ts';
import type { Sites } from '../../script/sites.ts';
import { lowerExpression, lowerTarget } from './lower-expressions.ts';
import { lowerFunction, matchNames } from './lower-functions.ts';
import { lowerStatements } from './lower-statements.ts';
import type { Lowering } from './lowering.ts';
import { boundNames } from './names.ts';
import type { PythonParser, SyntaxNode } from './parser.ts';

/** Parses and lowers a Python file. */
export function lowerPython(parser: PythonParser, text: string, name: string, sites: Sites): Module {
  const add = sites.open(name, text);
  const tree = parser.parse(text);
  try {
    const lowering: Lowering = {
      site: (node) => add(node.startIndex, node.endIndex),
      depth: 0,
      expression: (node) => lowerExpression(lowering, node),
      target: (node) => lowerTarget(lowering, node),
      statements: (block) => lowerStatements(lowering, block),
      function: (node, decorators) => lowerFunction(lowering, node, decorators),
    };
    const body = lowerStatements(lowering, tree.root);
    const problem = firstError(tree.root);
    return {
      file: name,
      language: 'python',
      body,
      locals: [...new Set([...boundNames([tree.root]).locals, ...matchNames(body)])],
      ...(problem === undefined
        ? {}
        : { problem: { message: 'it is no Python that is understood', site: lowering.site(problem) } }),
    };
  } finally {
    tree.delete();
  }
}

function firstError(root: SyntaxNode): SyntaxNode | undefined {
  let node = root;
  while (node.hasError) {
    if (node.isError || node.isMissing) return node;
    const inner = node.children.find((child) => child?.hasError || child?.isError || child?.isMissing);
    if (inner === undefined || inner === null) return node;
    node = inner;
  }
  return node.isMissing ? node : undefined;
}
