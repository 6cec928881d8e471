import type { TextOrigin } from '../../spec/origin.ts';
import { clean, shorten } from '../pretty/text.ts';
import type { ReporterOptions } from '../reporter.ts';
import { type Html, html } from './markup.ts';

/** Lines of context on either side, and characters of a line that are shown. */
const [CONTEXT, LONGEST, BEFORE] = [2, 160, 60];

export type LinesOf = (file: string) => readonly string[] | undefined;

/** The lines of each text, split once. */
export function linesIn(texts: ReporterOptions['texts']): LinesOf {
  const split = new Map<string, readonly string[]>();
  return (file) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const lines = split.get(file) ?? text.split(/\r\n|\n|\r/);
    split.set(file, lines);
    return lines;
  };
}

/** The line that an origin names, its place marked, with lines around it; nothing where the text is not known. */
export function frame(linesOf: LinesOf, origin: TextOrigin): Html | undefined {
  const lines = linesOf(origin.file);
  if (lines?.[origin.line - 1] === undefined) return undefined;
  const first = Math.max(1, origin.line - CONTEXT);
  const numbers = Array.from(
    { length: Math.min(lines.length, origin.line + CONTEXT) - first + 1 },
    (_, i) => first + i,
  );
  const digits = String(numbers.at(-1) ?? 0).length;
  const rows = numbers.map((number) => {
    const text = lines[number - 1] ?? '';
    const gutter = html`<span class="n">${String(number).padStart(digits)} </span>`;
    return number === origin.line
      ? html`${gutter}${marked(text, origin)}\n`
      : html`${gutter}<span class="context">${spelled(text.slice(0, LONGEST))}</span>\n`;
  });
  return html`<pre tabindex="0" aria-label="${origin.file}, line ${origin.line}">${rows}</pre>`;
}

const spelled = (text: string): string => shorten(clean(text.replaceAll('\t', '  ')), LONGEST * 2);

function marked(line: string, { line: first, column, endLine, endColumn }: TextOrigin): Html {
  const start = Math.min(Math.max(0, column - 1), line.length);
  const end = Math.max(start, endLine === undefined || endLine === first ? (endColumn ?? column + 1) - 1 : line.length);
  const from = line.length > LONGEST && start > BEFORE ? start - BEFORE : 0;
  const to = Math.min(line.length, Math.max(from + LONGEST, end));
  const shownEnd = Math.min(end, from + 2 * LONGEST);
  const before = `${from > 0 ? '…' : ''}${spelled(line.slice(from, start))}`;
  const after = `${spelled(line.slice(shownEnd, Math.min(to, shownEnd + LONGEST)))}${to < line.length ? '…' : ''}`;
  return html`${before}<mark>${spelled(line.slice(start, shownEnd)) || ' '}</mark>${after}`;
}
