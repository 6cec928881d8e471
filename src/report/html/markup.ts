import { clean, shorten } from '../pretty/text.ts';

/** Markup that was built here; text of any origin becomes markup only through `html`. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly Part[];

/** Longest text that is shown whole. */
const LONGEST = 600;

/** Markup with its parts put in: text is made printable and escaped, markup stays. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.map((string, i) => string + (i < parts.length ? partOf(parts[i]) : '')).join('');
  return { markup: text };
}

/** Markup that is written in this program, as it stands. */
export const trusted = (markup: string): Html => ({ markup });

export const join = (parts: readonly Html[]): Html => ({ markup: parts.map(({ markup }) => markup).join('\n') });

function partOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'number') return String(Math.round(part * 100) / 100);
  if (typeof part === 'string') return escaped(shorten(clean(part), LONGEST));
  if ('markup' in part) return part.markup;
  return part.map(partOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
