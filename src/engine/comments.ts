/** A comment of a source text. */
export interface Comment {
  /** Without the marks that begin and end it. */
  readonly text: string;
  /** Counted from 1, as its column. */
  readonly line: number;
  readonly column: number;
  /** Whether something else stands in front of it on its line. */
  readonly trails: boolean;
}

type Language = 'hash' | 'python' | 'yaml' | 'slash';

const LANGUAGES: readonly (readonly [pattern: RegExp, language: Language])[] = [
  [/\.pyw?$/i, 'python'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.(?:[mc]?[jt]s|[jt]sx|jsonc?)$/i, 'slash'],
  [/\.(?:sh|bash|slurm|sbatch|toml|cfg|ini)$/i, 'hash'],
];

/** The comments of a file, by its extension; none where the language has no comments or is not known. */
export function commentsOf(file: string, text: string): readonly Comment[] {
  // What was read at a commit carries its name behind the extension.
  const name = file.replace(/@[^/]*$/, '');
  const language = LANGUAGES.find(([pattern]) => pattern.test(name))?.[1];
  return language === undefined ? [] : scan(text, language);
}

/** What a division cannot follow. */
const BEFORE_REGEXP =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield))\s*$/;

function scan(text: string, language: Language): Comment[] {
  const comments: Comment[] = [];
  const lines = lineStarts(text);
  /** Depth of braces at which each template that is open goes on. */
  const templates: number[] = [];
  let depth = 0;
  const add = (from: number, start: number, end: number): void => {
    const line = lineAt(lines, from);
    const begin = lines[line - 1] ?? 0;
    comments.push({
      text: text.slice(start, end),
      line,
      column: from - begin + 1,
      trails: text.slice(begin, from).trim() !== '',
    });
  };
  for (let i = 0; i < text.length; ) {
    const character = text.charAt(i);
    const hash =
      character === '#' && language !== 'slash' && (language === 'python' || /^$|\s/.test(text.charAt(i - 1)));
    if (hash || (language === 'slash' && text.startsWith('//', i))) {
      const end = endOfLine(text, i);
      add(i, i + (hash ? 1 : 2), end);
      i = end;
    } else if (language === 'slash' && text.startsWith('/*', i)) {
      const close = text.indexOf('*/', i + 2);
      const end = close < 0 ? text.length : close;
      add(i, i + 2, end);
      i = end + 2;
    } else if (language === 'slash' && (character === '`' || (character === '}' && templates.at(-1) === depth))) {
      if (character === '}') templates.pop();
      const end = templateEnd(text, i + 1);
      if (text.charAt(end - 1) === '{') templates.push(depth);
      i = end;
    } else if (character === '"' || character === "'") {
      // In YAML a quote inside of a word is a letter.
      const opens = language !== 'yaml' || /^$|[\s[{,:(-]/.test(text.charAt(i - 1));
      i = opens ? stringEnd(text, i, language) : i + 1;
    } else if (language === 'slash' && character === '/' && BEFORE_REGEXP.test(text.slice(Math.max(0, i - 40), i))) {
      i = expressionEnd(text, i);
    } else if (language === 'yaml' && (character === '|' || character === '>') && opensBlock(text, i)) {
      const head = text.slice(i, endOfLine(text, i));
      const mark = head.indexOf('#');
      if (mark > 0) add(i + mark, i + mark + 1, i + head.length);
      i = endOfBlock(text, i);
    } else {
      if (character === '{') depth++;
      if (character === '}') depth--;
      i++;
    }
  }
  return comments;
}

/** Behind the end of a text in quotes; where it is not closed, behind the end of its line, or of all where it may go on. */
function stringEnd(text: string, at: number, language: Language): number {
  const quote = text.charAt(at);
  const triple = language === 'python' && text.startsWith(quote.repeat(3), at);
  const close = triple ? quote.repeat(3) : quote;
  const escapes = language === 'python' || language === 'slash' || quote === '"';
  for (let i = at + close.length; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && escapes) i++;
    else if (language === 'yaml' && !escapes && text.startsWith("''", i)) i++;
    else if (text.startsWith(close, i)) return i + close.length;
    else if (character === '\n' && !triple && (language === 'python' || language === 'slash')) return i;
  }
  return language === 'yaml' ? at + 1 : text.length;
}

/** Behind the end of a regular expression, which stands in one line. */
function expressionEnd(text: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\n') break;
    if (character === '\\') i++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return i + 1;
  }
  return at + 1;
}

/** Behind the end of a template, or behind the `${` of its next value. */
function templateEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (character === '`') return i + 1;
    else if (character === '$' && text.charAt(i + 1) === '{') return i + 2;
  }
  return text.length;
}

/** Whether a block of text follows in the deeper lines: `key: |`, `- >-`. */
function opensBlock(text: string, at: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return (
    /(?:^|[:-])\s+(?:[!&]\S+\s+)*$/.test(before) &&
    /^[|>][-+\d]*[ \t]*(?:#.*)?$/.test(text.slice(at, endOfLine(text, at)))
  );
}

function endOfBlock(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const indent = /^ */.exec(text.slice(start))?.[0].length ?? 0;
  let end = endOfLine(text, at);
  while (end < text.length) {
    const next = endOfLine(text, end + 1);
    const line = text.slice(end + 1, next);
    if (line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= indent) break;
    end = next;
  }
  return end;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
