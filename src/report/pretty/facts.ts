import { formatValue } from '../../engine/format.ts';
import type { Evidence, ExtractReport } from '../report.ts';
import { heading, labeled, type Page, paragraph } from './page.ts';
import { originInWords, placeOf } from './place.ts';
import { renderProvenance } from './provenance.ts';
import { cells, clean, count, pad, shorten, tail } from './text.ts';

const [WIDEST_PATH, WIDEST_VALUE] = [40, 22];

type Row = Omit<Evidence, 'path'>;

/** Every fact with its value, status and place; then what is absent and what is unknown. */
export function renderFacts(report: ExtractReport, page: Page): string {
  if (report.about !== undefined) return renderProvenance(report, report.about, page);
  const all = Object.entries(report.facts).sort(([x], [y]) => (x < y ? -1 : 1));
  const rows = all.filter(([, { status }]) => status !== 'unknown' && (page.all || status !== 'absent'));
  const absent = page.all ? [] : all.filter(([, { status }]) => status === 'absent').map(([path]) => path);
  const widths = {
    path: widest(
      rows.map(([path]) => clean(path)),
      WIDEST_PATH,
    ),
    value: widest(
      rows.map(([, fact]) => valueIn(fact)),
      WIDEST_VALUE,
    ),
  };
  const lines = [
    heading(page, report.source),
    page.style.dim(`covers ${report.scope.join(', ') || 'nothing in particular'}`),
    ...rows.flatMap(([path, fact], i) => {
      const isNew = groupOf(path) !== groupOf(rows[i - 1]?.[0] ?? '');
      return [...(isNew ? [''] : []), row(page, path, fact, widths)];
    }),
    ...(absent.length === 0 ? [] : ['', heading(page, 'Known not to be there'), ...list(page, absent)]),
    ...unknownBlock(page, report),
    ...report.problems.flatMap(({ severity, message, at }) =>
      labeled(page, severity, `${at === undefined ? '' : `${placeOf(at)}: `}${message}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const groupOf = (path: string): string => path.split('.')[0] ?? path;
const widest = (texts: readonly string[], limit: number): number => Math.min(limit, Math.max(0, ...texts.map(cells)));
const valueIn = ({ status, value }: Row): string => clean(status === 'absent' ? 'none' : formatValue(value));
const list = (page: Page, paths: readonly string[]): string[] => paragraph(page, paths.join(', '), 2, page.style.dim);

function row(page: Page, path: string, fact: Row, widths: { readonly path: number; readonly value: number }): string {
  const left = pad(shorten(clean(path), widths.path), widths.path);
  const value = pad(shorten(valueIn(fact), widths.value), widths.value);
  const rest = Math.max(0, page.width - widths.path - widths.value - 4);
  return `${left}  ${page.style.bold(value)}  ${page.style.dim(place(fact, rest))}`.trimEnd();
}

/** Of a place in a file the end tells most. */
function place(fact: Row, room: number): string {
  const text = clean(about(fact));
  const isFile = fact.status === 'stated' && fact.origin?.kind === 'text';
  return isFile && cells(text) > room ? `…${tail(text, room - 1)}` : shorten(text, room);
}

function about({ status, origin }: Row): string {
  if (origin === undefined) return status;
  const place = originInWords(origin);
  if (status === 'stated') return place;
  return place.startsWith(status) ? place : `${status} ${place}`;
}

/** Unknown facts by what would settle them. */
function unknownBlock(page: Page, { unknown }: ExtractReport): string[] {
  if (unknown.length === 0) return [];
  return [
    '',
    heading(page, 'Unknown'),
    ...unknown.flatMap(({ code, settledBy, reason, paths }) => {
      if (settledBy === undefined) {
        const named = code === 'not-stated' && !page.all ? countByGroup(paths) : paths.join(', ');
        return [
          ...paragraph(page, `${count(paths.length, 'fact')}: ${reason}`, 2),
          ...paragraph(page, named, 4, page.style.dim),
        ];
      }
      const because = reason === `${settledBy} is unknown` ? '' : ` (${reason})`;
      const needs = `${count(paths.length, 'fact needs', 'facts need')} ${settledBy}`;
      return [
        ...paragraph(page, `${needs}: add --set ${settledBy}=…${because}`, 2),
        ...paragraph(page, paths.join(', '), 4, page.style.dim),
      ];
    }),
  ];
}

/** `data 12, optimizer 3`; all of them would fill a page. */
function countByGroup(paths: readonly string[]): string {
  const groups = new Map<string, number>();
  for (const path of paths) groups.set(groupOf(path), (groups.get(groupOf(path)) ?? 0) + 1);
  return `${[...groups].map(([group, n]) => `${group} ${n}`).join(', ')}; each by name with --all`;
}
