import { basename, dirname, resolve } from 'node:path';
import { type Node, type Piece, parseShell, type RawWord } from './shell-parse.ts';
import {
  computed,
  EMPTY,
  hole,
  joinTexts,
  type Part,
  type ShellWord,
  splitWords,
  type Written,
  written,
} from './shell-text.ts';

export type Variable =
  | { readonly kind: 'text'; readonly value: Written }
  | { readonly kind: 'list'; readonly words: readonly ShellWord[] };

/** What a shell knows at one point of a script. */
export interface ShellState {
  variables: Map<string, Variable>;
  exported: Set<string>;
  /** Absolute; undefined where it went somewhere that is not known. */
  folder: string | undefined;
  /** `$1`, `$2` and so on; undefined where nobody knows them. */
  positional: readonly ShellWord[] | undefined;
}

/** What surrounds a script: the file it stands in, and what a person set. */
export interface ShellContext {
  /** Absolute path of the script; undefined for a command that stands by itself. */
  readonly script: string | undefined;
  readonly given: ReadonlyMap<string, string>;
}

/** Commands inside commands that are followed. */
const MAX_DEPTH = 12;

export const copyState = (state: ShellState): ShellState => ({
  ...state,
  variables: new Map(state.variables),
  exported: new Set(state.exported),
});

/** The words that a word of a command comes to. */
export function expandWord(word: RawWord, state: ShellState, context: ShellContext, depth = 0): ShellWord[] {
  const place = { start: word.start, end: word.end };
  const list = wholeList(word, state);
  if (list !== undefined) return [...list];
  const parts = word.pieces.map(
    (piece): Part => ({
      value: expandPiece(piece, state, context, depth),
      quoted: piece.quoted || piece.kind === 'text',
    }),
  );
  return splitWords(parts, place);
}

/** The text of a word where a shell does not split it: a value that is assigned, a quoted argument. */
export function expandText(pieces: readonly Piece[], state: ShellState, context: ShellContext, depth = 0): Written {
  if (pieces.length === 0) return EMPTY;
  return joinTexts(pieces.map((piece) => expandPiece(piece, state, context, depth)));
}

/** `"$@"` and `"${ARGS[@]}"` are their elements, each a word. */
function wholeList(word: RawWord, state: ShellState): readonly ShellWord[] | undefined {
  const pieces = word.pieces.filter((piece) => piece.kind !== 'text' || piece.text !== '');
  const [only] = pieces;
  if (only?.kind !== 'parameter' || pieces.length > 1) return undefined;
  if (only.body === '@' || only.body === '*') return state.positional ?? [];
  const name = /^(\w+)\[[@*]\]$/.exec(only.body)?.[1];
  const held = name === undefined ? undefined : state.variables.get(name);
  return held?.kind === 'list' ? held.words : undefined;
}

function expandPiece(piece: Piece, state: ShellState, context: ShellContext, depth: number): Written {
  switch (piece.kind) {
    case 'text':
      return written(piece.text, piece.start);
    case 'other':
      return hole(`the words that ${piece.text} makes`);
    case 'arithmetic':
      return arithmetic(piece.body, state, context);
    case 'command':
      return depth > MAX_DEPTH
        ? hole('a command inside commands')
        : substitution(piece.body, piece.start, state, context, depth + 1);
    case 'parameter':
      return parameter(piece.body, piece.start, state, context, depth);
  }
}

/** What a name holds; undefined where the script does not set it. */
function lookup(name: string, state: ShellState, context: ShellContext): Written | undefined {
  if (name === '0' || name === 'BASH_SOURCE' || name === 'BASH_SOURCE[0]')
    return context.script === undefined ? hole('the name of the script') : computed(context.script);
  if (name === 'PWD') return state.folder === undefined ? hole('the current folder') : computed(state.folder);
  if (/^[1-9]$/.test(name)) {
    const word = state.positional?.[Number(name) - 1];
    if (word !== undefined) return ofWord(word);
    return state.positional === undefined ? hole(`argument ${name} of the script`) : EMPTY;
  }
  if (name === '@' || name === '*') return spaced(state.positional ?? []);
  if (!/^[A-Za-z_]\w*(?:\[(?:\d+|@|\*)\])?$/.test(name)) return hole(`$${name}`);
  const [, base = name, index] = /^(\w+)\[(.+)\]$/.exec(name) ?? [];
  const held = state.variables.get(base);
  if (held === undefined) {
    const given = context.given.get(base);
    return given === undefined ? undefined : computed(given, base);
  }
  if (held.kind === 'text') return held.value;
  if (index === '@' || index === '*') return spaced(held.words);
  const word = held.words[index === undefined ? 0 : Number(index)];
  return word === undefined ? EMPTY : ofWord(word);
}

const spaced = (words: readonly ShellWord[]): Written =>
  joinTexts([EMPTY, ...words.flatMap((word, i) => (i === 0 ? [ofWord(word)] : [computed(' '), ofWord(word)]))]);

function ofWord(word: ShellWord): Written {
  if (word.hole !== undefined) return hole(word.hole.text, word.hole.input);
  const isPlain = word.end - word.start === word.text.length;
  const value = isPlain ? written(word.text, word.start) : computed(word.text);
  return word.input === undefined ? value : { ...value, input: word.input };
}

function parameter(body: string, start: number, state: ShellState, context: ShellContext, depth: number): Written {
  const match = /^(!|#)?([A-Za-z_]\w*(?:\[(?:\d+|[@*])\])?|\d+|[@*?$!#-])(.*)$/s.exec(body);
  if (match === null) return hole(`\${${body}}`);
  const [, prefix, name = '', rest = ''] = match;
  if (prefix === '!') return hole(`the variable that ${name} names`);
  const held = lookup(name, state, context);
  const missing = hole(`the variable ${name}`, /^[A-Za-z_]/.test(name) ? name : undefined);
  if (prefix === '#') {
    return held === undefined || held.hole !== undefined ? missing : computed(String(held.text.length));
  }
  if (rest === '') return held ?? missing;
  const [, operator = '', word = ''] = /^(:?[-=+?]|##?|%%?|\/\/?|:|,,?|\^\^?)(.*)$/s.exec(rest) ?? [];
  const argument = (): Written =>
    expandText(piecesOf(word, start + body.length - word.length), state, context, depth + 1);
  const isKnown = held !== undefined && held.hole === undefined;
  switch (operator) {
    case ':-':
    case '-':
    case ':=':
    case '=': {
      if (held?.hole !== undefined) return held;
      if (held !== undefined && (held.text !== '' || !operator.startsWith(':'))) return held;
      // Nobody set it, as far as the script tells: what stands behind is what holds, and a person may set another.
      const fallback = argument();
      const input = /^[A-Za-z_]/.test(name) && held === undefined ? name : undefined;
      const value = input === undefined ? fallback : { ...fallback, input };
      if (operator.endsWith('=')) state.variables.set(name, { kind: 'text', value });
      return value;
    }
    case ':+':
    case '+':
      if (held === undefined) return EMPTY;
      return isKnown ? (held.text === '' ? EMPTY : argument()) : missing;
    case ':?':
    case '?':
      return held ?? missing;
    case '#':
    case '##':
    case '%':
    case '%%': {
      const pattern = argument();
      return isKnown && pattern.hole === undefined
        ? computed(stripped(held.text, operator, pattern.text))
        : (held ?? missing);
    }
    case ',,':
    case ',':
      return isKnown && operator === ',,' ? computed(held.text.toLowerCase()) : missing;
    case '^^':
    case '^':
      return isKnown && operator === '^^' ? computed(held.text.toUpperCase()) : missing;
    case '/':
    case '//': {
      const [from = '', to = ''] = word.split('/', 2);
      if (!isKnown || from === '' || /[*?[\]$`"'\\]/.test(word)) return missing;
      return computed(operator === '//' ? held.text.replaceAll(from, () => to) : held.text.replace(from, () => to));
    }
    default:
      return name === '@' || name === '*' ? EMPTY : missing;
  }
}

/** The pieces of a text inside braces: it is read as between quotes, where spaces do not end it. */
function piecesOf(text: string, start: number): readonly Piece[] {
  const isQuoted = /^".*"$/s.test(text);
  const wrapped = isQuoted ? text : `"${text}"`;
  const [node] = parseShell(wrapped, isQuoted ? start : start - 1);
  return node?.kind === 'command' ? (node.words[0]?.pieces ?? []) : [];
}

function stripped(text: string, operator: string, pattern: string): string {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '[^]');
  // One star is followed; with more, which part each takes is not worth telling.
  if ((escaped.match(/\*/g) ?? []).length > 1) return text;
  const isLong = operator.length === 2;
  const body = escaped.replace('*', isLong ? '[^]*' : '[^]*?');
  if (operator.startsWith('#')) return text.replace(new RegExp(`^${body}`), '');
  for (let i = 0; i <= text.length; i++) {
    const at = isLong ? i : text.length - i;
    if (new RegExp(`^(?:${body})$`).test(text.slice(at))) return text.slice(0, at);
  }
  return text;
}

/** `$((…))`: whole numbers, as a shell counts. */
function arithmetic(body: string, state: ShellState, context: ShellContext): Written {
  const tokens = body.match(/\d+|\$?\{?[A-Za-z_]\w*\}?|\*\*|[-+*/%()]|\S/g) ?? [];
  let at = 0;
  let reason: Written | undefined;
  const fail = (): number => {
    reason ??= hole(`$((${body.trim()}))`);
    return Number.NaN;
  };
  const atom = (depth: number): number => {
    const token = tokens[at++];
    if (token === undefined || depth > MAX_DEPTH) return fail();
    if (token === '(') {
      const value = sum(depth + 1);
      if (tokens[at++] !== ')') return fail();
      return value;
    }
    if (token === '-') return -atom(depth + 1);
    if (token === '+') return atom(depth + 1);
    if (/^\d+$/.test(token)) return /^0\d/.test(token) ? fail() : Number(token);
    const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(token)?.[1];
    if (name === undefined) return fail();
    const held = lookup(name, state, context);
    if (held?.hole !== undefined || held === undefined) {
      reason ??= held ?? hole(`the variable ${name}`, name);
      return Number.NaN;
    }
    return /^\s*-?\d+\s*$/.test(held.text) ? Number(held.text) : fail();
  };
  const power = (depth: number): number => {
    const base = atom(depth);
    if (tokens[at] !== '**') return base;
    at++;
    return base ** power(depth + 1);
  };
  const product = (depth: number): number => {
    let value = power(depth);
    for (let operator = tokens[at]; operator === '*' || operator === '/' || operator === '%'; operator = tokens[at]) {
      at++;
      const next = power(depth);
      if (operator === '*') value *= next;
      else if (next === 0) return fail();
      else value = operator === '/' ? Math.trunc(value / next) : value % next;
    }
    return value;
  };
  function sum(depth: number): number {
    let value = product(depth);
    for (let operator = tokens[at]; operator === '+' || operator === '-'; operator = tokens[at]) {
      at++;
      const next = product(depth);
      value = operator === '+' ? value + next : value - next;
    }
    return value;
  }
  const value = sum(0);
  if (at < tokens.length) fail();
  return reason ?? (Number.isSafeInteger(value) ? computed(String(value + 0)) : hole(`$((${body.trim()}))`));
}

/** `$(…)`: the few commands that only name folders and texts. */
function substitution(body: string, start: number, state: ShellState, context: ShellContext, depth: number): Written {
  const inner = copyState(state);
  let output: Written | undefined;
  const nodes: readonly Node[] = parseShell(body, start);
  const not = hole(`what \`${body.trim().slice(0, 40)}\` prints`);
  for (const node of nodes) {
    if (node.kind !== 'command' || node.joined === '|' || node.joined === '||') return not;
    const [name, ...args] = node.words.flatMap((word) => expandWord(word, inner, context, depth));
    const words = args.filter(({ text }) => text !== '--' && !/^-[a-zA-Z]$/.test(text));
    const [first] = words;
    const known = words.length === 1 && first?.hole === undefined ? first?.text : undefined;
    switch (name?.text) {
      case 'cd':
        if (known === undefined || inner.folder === undefined) return not;
        inner.folder = resolve(inner.folder, known);
        break;
      case 'pwd':
        output = inner.folder === undefined ? not : computed(inner.folder);
        break;
      case 'dirname':
        if (known === undefined) return not;
        output = computed(dirname(known));
        break;
      case 'basename':
        if (known === undefined) return not;
        output = computed(basename(known));
        break;
      case 'realpath':
      case 'readlink':
        if (known === undefined || inner.folder === undefined) return not;
        output = computed(resolve(inner.folder, known));
        break;
      case 'echo':
        output = spaced(words);
        break;
      default:
        return not;
    }
  }
  return output ?? EMPTY;
}
