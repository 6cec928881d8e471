import type { ts } from 'ts-morph';
import type { ClassDefinition, Expression, FunctionDefinition, Statement, Target } from '../../script/ir.ts';

/** Nesting of syntax that is followed; beyond it a region is not understood. */
export const MAX_SYNTAX_DEPTH = 300;

/** What lowering carries along: the file, and its parts as they call each other. */
export interface Lowering {
  readonly file: ts.SourceFile;
  /** The site of a node. */
  site(node: ts.Node): number;
  depth: number;
  expression(node: ts.Expression): Expression;
  target(node: ts.Expression): Target;
  binding(name: ts.BindingName): Target;
  /** The key of a property, method or pattern. */
  key(name: ts.PropertyName): Expression;
  statements(list: readonly ts.Statement[]): Statement[];
  function(node: ts.FunctionLikeDeclaration): FunctionDefinition;
  class(node: ts.ClassLikeDeclaration): ClassDefinition;
}
