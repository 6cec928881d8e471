import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type DocNode, type Entry, MAX_DEPTH, type ParsedDocument, type Range, type Remark } from './node.ts';

/** Parses JSON, with comments and trailing commas allowed. */
export function parseJson(text: string): ParsedDocument {
  const deep = tooDeep(text);
  if (deep !== undefined) return { remarks: [syntax(`nested deeper than ${MAX_DEPTH} levels`, deep)] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  // What follows the first error of syntax is mostly its consequence.
  const [broken] = errors;
  if (broken !== undefined) {
    const { error, offset, length } = broken;
    const sentence = sentences[printParseErrorCode(error)] ?? 'no valid JSON';
    return { remarks: [syntax(sentence, { start: offset, end: offset + length })] };
  }
  return root === undefined ? { remarks: [] } : { root: convert(root), remarks: [] };
}

const syntax = (message: string, range: Range): Remark => ({
  severity: 'error',
  code: 'spec/syntax',
  message,
  range,
});

const sentences: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that JSON does not know; text stands in double quotes',
  InvalidNumberFormat: 'no valid JSON number',
  PropertyNameExpected: 'a key in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace } is missing',
  CloseBracketExpected: 'a closing bracket ] is missing',
  EndOfFileExpected: 'the document has ended, but the text goes on',
  InvalidCommentToken: 'no valid comment',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a string is not closed',
  UnexpectedEndOfNumber: 'a number is not finished',
  InvalidUnicode: 'no valid \\u escape',
  InvalidEscapeCharacter: 'no valid escape in a string',
  InvalidCharacter: 'a control character stands raw in a string',
};

/** The parser recurses, so depth is looked at before it starts. */
function tooDeep(text: string): Range | undefined {
  let depth = 0;
  const scanner = createScanner(text, true);
  // Token kinds 1 and 3 open a brace or bracket, 2 and 4 close one, 17 is the end of the text.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 1 || token === 3) depth++;
    else if (token === 2 || token === 4) depth--;
    if (depth > MAX_DEPTH) return { start: scanner.getTokenOffset(), end: scanner.getTokenOffset() + 1 };
  }
  return undefined;
}

function convert(node: Node): DocNode {
  const range = { start: node.offset, end: node.offset + node.length };
  if (node.type === 'array') return { kind: 'array', range, items: (node.children ?? []).map(convert) };
  if (node.type === 'object') return { kind: 'object', range, entries: (node.children ?? []).flatMap(entry) };
  return { kind: 'scalar', range, value: node.value };
}

function entry({ children = [] }: Node): Entry[] {
  const [key, value] = children;
  if (key === undefined || value === undefined) return [];
  return [
    { key: String(key.value), keyRange: { start: key.offset, end: key.offset + key.length }, value: convert(value) },
  ];
}
