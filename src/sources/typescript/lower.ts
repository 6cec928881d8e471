import { ts } from 'ts-morph';
import type { Module, Statement } from '../../script/ir.ts';
import type { Sites } from '../../script/sites.ts';
import { lowerBinding, lowerExpression, lowerKey, lowerTarget } from './lower-expressions.ts';
import { lowerClass, lowerFunction } from './lower-functions.ts';
import { lowerStatements } from './lower-statements.ts';
import type { Lowering } from './lowering.ts';
import { declaredNames, hoistedVariables } from './names.ts';

/** Lowers a parsed TypeScript or JavaScript file. Types are never asked for. */
export function lowerModule(file: ts.SourceFile, name: string, sites: Sites): Module {
  const add = sites.open(name, file.text);
  const lowering: Lowering = {
    file,
    site: (node) => add(node.getStart(file), node.getEnd()),
    depth: 0,
    expression: (node) => lowerExpression(lowering, node),
    target: (node) => lowerTarget(lowering, node),
    binding: (node) => lowerBinding(lowering, node),
    key: (node) => lowerKey(lowering, node),
    statements: (list) => lowerStatements(lowering, list),
    function: (node) => lowerFunction(lowering, node),
    class: (node) => lowerClass(lowering, node),
  };
  const body: Statement[] = lowerStatements(lowering, file.statements);
  const problem = syntaxProblem(file, add);
  return {
    file: name,
    language: 'javascript',
    body,
    locals: [...new Set([...declaredNames(file.statements), ...hoistedVariables(file.statements), '*default*'])],
    ...(problem === undefined ? {} : { problem }),
  };
}

function syntaxProblem(file: ts.SourceFile, add: (start: number, end: number) => number): Module['problem'] {
  // The parser keeps what it could not read beside the tree; the public way to it asks for a whole program.
  const diagnostics = (file as ts.SourceFile & { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] })
    .parseDiagnostics;
  const first = diagnostics?.[0];
  if (first === undefined) return undefined;
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ');
  return { message, site: add(first.start, first.start + first.length) };
}
