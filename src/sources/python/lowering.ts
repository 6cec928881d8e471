import type { Expression, FunctionDefinition, Statement, Target } from '../../script/ir.ts';
import type { SyntaxNode } from './parser.ts';

/** Nesting of syntax that is followed; beyond it a region is not understood. */
export const MAX_SYNTAX_DEPTH = 200;

/** What lowering carries along, and its parts as they call each other. */
export interface Lowering {
  site(node: SyntaxNode): number;
  depth: number;
  expression(node: SyntaxNode): Expression;
  target(node: SyntaxNode): Target;
  statements(block: SyntaxNode | null): Statement[];
  function(node: SyntaxNode, decorators: readonly Expression[]): FunctionDefinition;
}

/** Children of a node that mean something: comments and line continuations left out. */
export function parts(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter(
    (child): child is SyntaxNode => child !== null && child.type !== 'comment' && child.type !== 'line_continuation',
  );
}

export function fields(node: SyntaxNode, name: string): SyntaxNode[] {
  return node.childrenForFieldName(name).filter((child): child is SyntaxNode => child?.isNamed);
}
