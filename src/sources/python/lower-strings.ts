import type { Expression } from '../../script/ir.ts';
import { type Lowering, parts } from './lowering.ts';
import type { SyntaxNode } from './parser.ts';
import { resolveEscapes } from './strings.ts';

/** Lowers a string, an f-string, or several written side by side. Bytes are taken as their text. */
export function lowerString(l: Lowering, node: SyntaxNode): Expression {
  const site = l.site(node);
  const list = node.type === 'concatenated_string' ? parts(node) : [node];
  const pieces: (string | Expression)[] = [];
  for (const piece of list.flatMap((part) => piecesOf(l, part))) {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  const [only] = pieces;
  if (pieces.every((piece) => typeof piece === 'string'))
    return { kind: 'literal', value: typeof only === 'string' ? only : '', site };
  return { kind: 'template', parts: pieces, site };
}

function piecesOf(l: Lowering, string: SyntaxNode): (string | Expression)[] {
  const raw = /^[a-z]*r/i.test(string.child(0)?.text ?? '');
  const isFormat = /^[a-z]*f/i.test(string.child(0)?.text ?? '');
  return string.children.flatMap((child): (string | Expression)[] => {
    if (child === null || child.type === 'string_start' || child.type === 'string_end') return [];
    if (child.type !== 'interpolation') {
      const text = isFormat ? child.text.replaceAll('{{', '{').replaceAll('}}', '}') : child.text;
      return [resolveEscapes(text, raw)];
    }
    return [lowerInterpolation(l, child)];
  });
}

/** `{value!r:spec}` is what the function `format` gives. */
function lowerInterpolation(l: Lowering, node: SyntaxNode): Expression {
  const site = l.site(node);
  const expression = node.childForFieldName('expression');
  if (expression === null)
    return { kind: 'unsupported', text: 'an empty part of a text', parts: [], touches: [], site };
  let value = l.expression(expression);
  const call = (name: string, args: readonly Expression[]): Expression => ({
    kind: 'call',
    callee: { kind: 'name', name, site },
    arguments: args.map((part) => ({ kind: 'positional', value: part })),
    construct: false,
    optional: false,
    site,
  });
  const conversion = node.childForFieldName('type_conversion')?.text;
  if (conversion !== undefined) value = call(conversion === '!s' ? '#str' : '#repr', [value]);
  const specifier = node.childForFieldName('format_specifier');
  if (specifier === null) return call('#format', [value, { kind: 'literal', value: '', site }]);
  if (parts(specifier).length > 0)
    return { kind: 'unsupported', text: 'a computed format', parts: [value], touches: [], site };
  return call('#format', [value, { kind: 'literal', value: specifier.text.slice(1), site }]);
}
