import { Chalk } from 'chalk';
import { clean, wrap } from './text.ts';

/** A page of our own documentation for a terminal: headings, paragraphs, lists and code blocks; the rest as it is written. */
export function renderMarkdown(
  markdown: string,
  { color, width }: { readonly color: 0 | 1; readonly width: number },
): string {
  const { bold, dim, cyan } = new Chalk({ level: color });
  const lines: string[] = [];
  let paragraph: string[] = [];
  let isCode = false;
  const flush = (): void => {
    if (paragraph.length === 0) return;
    const [mark = ''] = /^(?:[-*]|\d+\.|>) /.exec(paragraph[0] ?? '') ?? [];
    const words = plain(paragraph.join(' ').slice(mark.length));
    wrap(words, Math.min(width, 100) - mark.length).forEach((line, i) => {
      lines.push((i === 0 ? mark : ' '.repeat(mark.length)) + line);
    });
    paragraph = [];
  };
  for (const raw of markdown.replaceAll(/<!--.*?-->\n?/gs, '').split('\n')) {
    const line = clean(raw.trimEnd());
    if (/^```/.test(line)) {
      flush();
      isCode = !isCode;
      // ```yaml a.yaml: of the info string people need the name of the file.
      const file = line.slice(3).trim().split(' ')[1];
      if (isCode && file !== undefined) lines.push(dim(`    ${file}`));
    } else if (isCode) lines.push(cyan(`    ${line}`.trimEnd()));
    else if (/^#+ /.test(line)) {
      flush();
      lines.push(bold(plain(line.replace(/^#+ /, ''))));
    } else if (line === '' || line.startsWith('|')) {
      flush();
      lines.push(line);
    } else {
      if (/^(?:[-*]|\d+\.|>) /.test(line)) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/** Emphasis, code marks and links as plain words. */
const plain = (text: string): string =>
  text
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, words: string, target: string) =>
      /^https?:/.test(target) ? `${words} (${target})` : words,
    )
    .replaceAll(/\*\*([^*]+)\*\*/g, '$1')
    .replaceAll('`', '');
