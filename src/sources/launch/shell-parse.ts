import { SourceError } from '../../spec/errors.ts';

/** A piece of a word as it is written, before anything is expanded. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly quoted: boolean }
  | { readonly kind: 'parameter'; readonly body: string; readonly start: number; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly body: string; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly body: string; readonly start: number; readonly quoted: boolean }
  /** What is not followed, such as braces that make several words. */
  | { readonly kind: 'other'; readonly text: string; readonly quoted: boolean };

export interface RawWord {
  readonly pieces: readonly Piece[];
  readonly start: number;
  readonly end: number;
  /** The word as it is written, where it has neither quotes nor expansions. */
  readonly bare?: string;
  /** Elements of an array that is assigned: `ARGS=(--lr 0.1)`. */
  readonly elements?: readonly RawWord[];
}

export type Node =
  | { readonly kind: 'command'; readonly words: readonly RawWord[]; readonly joined: '&&' | '||' | '|' | ';' }
  | { readonly kind: 'if'; readonly arms: readonly (readonly Node[])[] }
  | {
      readonly kind: 'loop';
      readonly variable?: string;
      readonly values: readonly RawWord[];
      readonly body: readonly Node[];
    }
  | { readonly kind: 'case'; readonly arms: readonly (readonly Node[])[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: readonly Node[] }
  | { readonly kind: 'group'; readonly subshell: boolean; readonly body: readonly Node[] };

type Token =
  | { readonly kind: 'word'; readonly word: RawWord }
  | { readonly kind: 'operator'; readonly text: string; readonly start: number };

/** Longest script and deepest nesting that is read. */
const MAX_TEXT = 1024 * 1024;
const MAX_DEPTH = 60;
const OPERATORS = [
  '&&',
  '||',
  ';;',
  '<<<',
  '<<-',
  '<<',
  '>>',
  '>&',
  '<&',
  '&>',
  '>|',
  ';',
  '|',
  '&',
  '<',
  '>',
  '(',
  ')',
];

/** Reads the text of a shell script. What it cannot read ends it: the commands before stay. */
export function parseShell(text: string, offset = 0): readonly Node[] {
  if (text.length > MAX_TEXT) throw new SourceError('the shell script is larger than 1 MB');
  const tokens = tokenize(text, offset);
  let at = 0;
  const peekWord = (): string | undefined => {
    const token = tokens[at];
    return token?.kind === 'word' ? token.word.bare : undefined;
  };
  const peekOperator = (): string | undefined => {
    const token = tokens[at];
    return token?.kind === 'operator' ? token.text : undefined;
  };
  const isSeparator = (operator: string | undefined): boolean =>
    operator === ';' ||
    operator === '\n' ||
    operator === '&' ||
    operator === '&&' ||
    operator === '||' ||
    operator === '|';

  function list(ends: readonly string[], depth: number): Node[] {
    const nodes: Node[] = [];
    let joined: '&&' | '||' | '|' | ';' = ';';
    while (at < tokens.length) {
      const operator = peekOperator();
      if (operator !== undefined && ends.includes(operator)) return nodes;
      const word = peekWord();
      if (word !== undefined && ends.includes(word)) return nodes;
      if (isSeparator(operator)) {
        if (operator !== '\n') joined = operator === '&&' || operator === '||' || operator === '|' ? operator : ';';
        else if (joined === ';') joined = ';';
        at++;
        continue;
      }
      const node = depth > MAX_DEPTH ? undefined : compound(depth + 1);
      if (node !== undefined) nodes.push(node);
      else {
        const simple = command(joined);
        if (simple === undefined) at++;
        else nodes.push(simple);
      }
      joined = ';';
    }
    return nodes;
  }

  function compound(depth: number): Node | undefined {
    const operator = peekOperator();
    if (operator === '(') {
      at++;
      const body = list([')'], depth);
      at++;
      return { kind: 'group', subshell: true, body };
    }
    const word = peekWord();
    switch (word) {
      case '{': {
        at++;
        const body = list(['}'], depth);
        at++;
        return { kind: 'group', subshell: false, body };
      }
      case 'if': {
        const arms: Node[][] = [];
        do {
          const isElse = peekWord() === 'else';
          at++;
          if (!isElse) {
            arms.push(list(['then'], depth));
            at++;
          }
          arms.push(list(['elif', 'else', 'fi'], depth));
        } while (at < tokens.length && peekWord() !== 'fi');
        at++;
        return { kind: 'if', arms };
      }
      case 'for':
      case 'select': {
        at++;
        const variable = peekWord();
        if (variable !== undefined) at++;
        const values: RawWord[] = [];
        if (peekWord() === 'in') {
          at++;
          for (let token = tokens[at]; token?.kind === 'word'; token = tokens[at]) {
            values.push(token.word);
            at++;
          }
        } else while (at < tokens.length && peekWord() !== 'do') at++;
        return { kind: 'loop', ...(variable === undefined ? {} : { variable }), values, body: looped(depth) };
      }
      case 'while':
      case 'until': {
        at++;
        const test = list(['do'], depth);
        return { kind: 'loop', values: [], body: [...test, ...looped(depth)] };
      }
      case 'case':
        return cases(depth);
      case 'function': {
        at++;
        const name = peekWord() ?? '';
        at++;
        return functionBody(name, depth);
      }
      default: {
        const [next, close] = [tokens[at + 1], tokens[at + 2]];
        const isDefinition =
          word !== undefined &&
          next?.kind === 'operator' &&
          next.text === '(' &&
          close?.kind === 'operator' &&
          close.text === ')';
        if (!isDefinition) return undefined;
        at++;
        return functionBody(word, depth);
      }
    }
  }

  function functionBody(name: string, depth: number): Node {
    while (peekOperator() === '(' || peekOperator() === ')' || peekOperator() === '\n') at++;
    const body = compound(depth);
    return { kind: 'function', name, body: body === undefined ? [] : [body] };
  }

  function looped(depth: number): Node[] {
    list(['do'], depth);
    at++;
    const body = list(['done'], depth);
    at++;
    return body;
  }

  function cases(depth: number): Node {
    const arms: Node[][] = [];
    while (at < tokens.length && peekWord() !== 'in') at++;
    at++;
    while (at < tokens.length && peekWord() !== 'esac') {
      if (peekOperator() === '\n' || peekOperator() === ';') {
        at++;
        continue;
      }
      while (at < tokens.length && peekOperator() !== ')') at++;
      at++;
      arms.push(list([';;', 'esac'], depth));
      if (peekOperator() === ';;') at++;
    }
    at++;
    return { kind: 'case', arms };
  }

  function command(joined: '&&' | '||' | '|' | ';'): Node | undefined {
    const words: RawWord[] = [];
    for (let token = tokens[at]; token !== undefined; token = tokens[at]) {
      if (token.kind === 'word') {
        words.push(token.word);
        at++;
        continue;
      }
      if (/[<>]/.test(token.text)) {
        // A number in front of it is a stream and no argument.
        if (/^\d$/.test(words.at(-1)?.bare ?? '') && words.at(-1)?.end === token.start) words.pop();
        at++;
        if (tokens[at]?.kind === 'word') at++;
        continue;
      }
      break;
    }
    return words.length === 0 ? undefined : { kind: 'command', words, joined };
  }

  const nodes: Node[] = [];
  // What closes nothing is passed over.
  while (at < tokens.length) {
    nodes.push(...list([], 0));
    at++;
  }
  return nodes;
}

function tokenize(text: string, offset: number): Token[] {
  const tokens: Token[] = [];
  const heredocs: { readonly end: string; readonly tabs: boolean }[] = [];
  let i = 0;
  while (i < text.length) {
    const character = text.charAt(i);
    if (character === '\n') {
      tokens.push({ kind: 'operator', text: '\n', start: i + offset });
      i++;
      for (const { end, tabs } of heredocs.splice(0)) i = afterHeredoc(text, i, end, tabs);
      continue;
    }
    if (/\s/.test(character)) {
      i++;
      continue;
    }
    const continued = /^\\\r?\n/.exec(text.slice(i, i + 3))?.[0];
    if (continued !== undefined) {
      i += continued.length;
      continue;
    }
    if (character === '#') {
      while (i < text.length && text.charAt(i) !== '\n') i++;
      continue;
    }
    const operator = OPERATORS.find((one) => text.startsWith(one, i));
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator, start: i + offset });
      i += operator.length;
      if (operator === '<<' || operator === '<<-') {
        const { word, end } = readWord(text, i + (/^[ \t]*/.exec(text.slice(i))?.[0].length ?? 0), offset);
        heredocs.push({
          end: word.pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''),
          tabs: operator === '<<-',
        });
        tokens.push({ kind: 'word', word });
        i = Math.max(end, i + 1);
      }
      continue;
    }
    const { word, end } = readWord(text, i, offset);
    tokens.push({ kind: 'word', word });
    i = Math.max(end, i + 1);
  }
  return tokens;
}

function afterHeredoc(text: string, from: number, end: string, tabs: boolean): number {
  let i = from;
  while (i < text.length) {
    const stop = text.indexOf('\n', i);
    const line = text.slice(i, stop < 0 ? text.length : stop).replace(/\r$/, '');
    i = stop < 0 ? text.length : stop + 1;
    if ((tabs ? line.replace(/^\t+/, '') : line) === end) return i;
  }
  return i;
}

/** Reads one word from where it begins. */
function readWord(text: string, from: number, offset: number): { readonly word: RawWord; readonly end: number } {
  const pieces: Piece[] = [];
  let [plain, plainStart, quoted, isBare] = ['', from, false, true];
  const flush = (): void => {
    if (plain !== '' || quoted) pieces.push({ kind: 'text', text: plain, start: plainStart + offset, quoted });
    plain = '';
  };
  const add = (characters: string, at: number): void => {
    if (plain === '') plainStart = at;
    else if (plainStart + plain.length !== at) {
      flush();
      plainStart = at;
    }
    plain += characters;
  };
  let i = from;
  let elements: RawWord[] | undefined;
  for (; i < text.length; ) {
    const character = text.charAt(i);
    if (!quoted && (/\s/.test(character) || /[;&|<>)]/.test(character))) break;
    if (!quoted && character === '(') {
      // An array, behind `NAME=`; anything else that a bracket opens is not of this word.
      if (!plain.endsWith('=') || elements !== undefined) break;
      flush();
      const close = closing(text, i, '(', ')');
      elements = tokenize(text.slice(i + 1, close), offset + i + 1).flatMap((token) =>
        token.kind === 'word' ? [token.word] : [],
      );
      i = close + 1;
      break;
    }
    if (!quoted && character === "'") {
      isBare = false;
      flush();
      const close = text.indexOf("'", i + 1);
      const stop = close < 0 ? text.length : close;
      pieces.push({ kind: 'text', text: text.slice(i + 1, stop), start: i + 1 + offset, quoted: true });
      i = stop + 1;
      continue;
    }
    if (character === '"') {
      isBare = false;
      flush();
      quoted = !quoted;
      plainStart = i + 1;
      // What stands between two quotes is a word, also where it is nothing.
      i++;
      continue;
    }
    if (character === '\\') {
      const continued = /^\\\r?\n/.exec(text.slice(i, i + 3))?.[0];
      if (continued !== undefined) {
        if (!quoted) break;
        i += continued.length;
        continue;
      }
      isBare = false;
      const next = text.charAt(i + 1);
      if (quoted && !/["\\$`]/.test(next)) add('\\', i++);
      else {
        add(next, i + 1);
        i += 2;
      }
      continue;
    }
    if (character === '`') {
      isBare = false;
      flush();
      const close = text.indexOf('`', i + 1);
      const stop = close < 0 ? text.length : close;
      pieces.push({ kind: 'command', body: text.slice(i + 1, stop), start: i + 1 + offset, quoted });
      i = stop + 1;
      continue;
    }
    if (character === '$') {
      const end = expansion(text, i);
      if (end > i + 1) {
        isBare = false;
        flush();
        pieces.push(pieceOf(text, i, end, offset, quoted));
        i = end;
        plainStart = i;
        continue;
      }
    }
    add(character, i);
    i++;
  }
  flush();
  if (i === from) i++;
  const whole = text.slice(from, i);
  const isBraced = isBare && /(?<!\$)\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}/.test(whole);
  return {
    word: {
      pieces: isBraced ? [{ kind: 'other', text: whole, quoted: false }] : pieces,
      start: from + offset,
      end: i + offset,
      ...(isBare && elements === undefined ? { bare: plain === '' && pieces.length === 0 ? whole : whole } : {}),
      ...(elements === undefined ? {} : { elements }),
    },
    end: i,
  };
}

/** Where the expansion ends that begins with the dollar at `at`; `at + 1` where it is none. */
function expansion(text: string, at: number): number {
  if (text.startsWith('$((', at)) {
    const close = closing(text, at + 1, '(', ')');
    return close + 1;
  }
  const next = text.charAt(at + 1);
  if (next === '(') return closing(text, at + 1, '(', ')') + 1;
  if (next === '{') return closing(text, at + 1, '{', '}') + 1;
  const name = /^\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at, at + 200))?.[0];
  return name === undefined ? at + 1 : at + name.length;
}

function pieceOf(text: string, at: number, end: number, offset: number, quoted: boolean): Piece {
  if (text.startsWith('$((', at) && text.startsWith('))', end - 2))
    return { kind: 'arithmetic', body: text.slice(at + 3, end - 2), quoted };
  const next = text.charAt(at + 1);
  if (next === '(') return { kind: 'command', body: text.slice(at + 2, end - 1), start: at + 2 + offset, quoted };
  if (next === '{') return { kind: 'parameter', body: text.slice(at + 2, end - 1), start: at + 2 + offset, quoted };
  return { kind: 'parameter', body: text.slice(at + 1, end), start: at + 1 + offset, quoted };
}

/** Where the bracket closes that opens at `at`; quotes inside are passed over. */
function closing(text: string, at: number, open: string, close: string): number {
  let [depth, quote] = [0, ''];
  for (let i = at; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === open) depth++;
    else if (character === close && --depth === 0) return i;
  }
  return text.length;
}
