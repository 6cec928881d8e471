import { fields, parts } from './lowering.ts';
import type { SyntaxNode } from './parser.ts';

const SCOPES = new Set(['function_definition', 'class_definition', 'lambda']);
const COMPREHENSIONS = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/** Names that a target binds. */
export function targetNames(node: SyntaxNode | null): string[] {
  if (node === null) return [];
  switch (node.type) {
    case 'identifier':
      return [node.text];
    case 'attribute':
    case 'subscript':
      return [];
    default:
      return parts(node).flatMap(targetNames);
  }
}

export interface Names {
  readonly locals: Set<string>;
  readonly outer: Record<string, 'global' | 'nonlocal'>;
}

/** Names that a body binds in its own scope, and those that it takes from an outer one. */
export function boundNames(body: readonly SyntaxNode[]): Names {
  const locals = new Set<string>();
  const outer: Record<string, 'global' | 'nonlocal'> = {};
  const stack = [...body].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const name of bindingsOf(node)) locals.add(name);
    if (node.type === 'global_statement' || node.type === 'nonlocal_statement') {
      for (const name of parts(node)) outer[name.text] = node.type === 'global_statement' ? 'global' : 'nonlocal';
      continue;
    }
    if (SCOPES.has(node.type)) continue;
    // A walrus inside a comprehension binds outside of it; its own targets do not.
    const inside = parts(node);
    stack.push(...(COMPREHENSIONS.has(node.type) ? inside.flatMap(clauseParts) : inside).reverse());
  }
  for (const name of Object.keys(outer)) locals.delete(name);
  return { locals, outer };
}

const clauseParts = (node: SyntaxNode): SyntaxNode[] =>
  node.type === 'for_in_clause' ? fields(node, 'right') : [node];

function bindingsOf(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
      return targetNames(node.childForFieldName('left'));
    case 'named_expression':
    case 'function_definition':
    case 'class_definition': {
      const name = node.childForFieldName('name');
      return name === null ? [] : [name.text];
    }
    case 'as_pattern': {
      const alias = node.childForFieldName('alias') ?? parts(node).at(-1) ?? null;
      return targetNames(alias);
    }
    case 'except_clause':
      // Python 2: `except E, e`.
      return fields(node, 'value').slice(1).flatMap(targetNames);
    case 'import_statement':
      return fields(node, 'name').map((name) =>
        name.type === 'aliased_import'
          ? (name.childForFieldName('alias')?.text ?? '')
          : (name.text.split('.')[0] ?? ''),
      );
    case 'import_from_statement':
    case 'future_import_statement':
      return fields(node, 'name').map((name) =>
        name.type === 'aliased_import' ? (name.childForFieldName('alias')?.text ?? '') : name.text,
      );
    case 'case_pattern':
      return captureNames(node);
    case 'delete_statement':
      return parts(node).flatMap((part) => (part.type === 'identifier' ? [part.text] : []));
    default:
      return [];
  }
}

/** Names that a pattern of `match` binds; a dotted name is a value. */
export function captureNames(pattern: SyntaxNode): string[] {
  const found: string[] = [];
  const stack = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'dotted_name') {
      const only = parts(node);
      if (only.length === 1 && node.parent?.type !== 'class_pattern' && node.text !== '_') found.push(node.text);
      continue;
    }
    if (node.type === 'identifier' && node.parent?.type !== 'keyword_pattern') found.push(node.text);
    stack.push(...parts(node));
  }
  return found;
}

/** Names that a region assigns, and names that it mentions: what may have changed where it is not understood. */
export function mentionedNames(region: SyntaxNode): { readonly assigns: string[]; readonly touches: string[] } {
  const touches = new Set<string>();
  const assigns = new Set(boundNames([region]).locals);
  const stack = [region];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'identifier') {
      touches.add(node.text);
      // Inside a region with a syntax error an assignment may not look like one.
      if (node.nextSibling?.type === '=' && region.type === 'ERROR') assigns.add(node.text);
    }
    stack.push(...parts(node));
  }
  return { assigns: [...assigns].sort(), touches: [...touches].sort() };
}
