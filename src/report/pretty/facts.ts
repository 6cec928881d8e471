import { formatValue } from '../../engine/format.ts';
import type { Evidence, ExtractReport } from '../report.ts';
import { heading, labeled, type Page, paragraph } from './page.ts';
import { originInWords, placeOf } from './place.ts';
import { cells, clean, count, pad, shorten } from './text.ts';

const WIDEST_PATH = 40;

type Row = Omit<Evidence, 'path'>;

/** Every fact with its value, status and place; then what is unknown. */
export function renderFacts(report: ExtractReport, page: Page): string {
  const known = Object.entries(report.facts).filter(([, { status }]) => status !== 'unknown');
  const sorted = known.sort(([x], [y]) => (x < y ? -1 : 1));
  const room = Math.min(WIDEST_PATH, Math.max(0, ...sorted.map(([path]) => cells(path))));
  const lines = [
    heading(page, report.source),
    page.style.dim(`covers ${report.scope.join(', ') || 'nothing in particular'}`),
    ...sorted.flatMap(([path, fact], i) => {
      const isNew = i === 0 || groupOf(path) !== groupOf(sorted[i - 1]?.[0] ?? '');
      return [...(isNew ? [''] : []), row(page, path, fact, room)];
    }),
    ...unknownBlock(page, report),
    ...report.problems.flatMap(({ severity, message, at }) =>
      labeled(page, severity, `${at === undefined ? '' : `${placeOf(at)}: `}${message}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const groupOf = (path: string): string => path.split('.')[0] ?? path;

function row(page: Page, path: string, fact: Row, room: number): string {
  const value = fact.status === 'absent' ? 'none' : formatValue(fact.value);
  const left = pad(clean(path), room);
  const space = Math.max(12, page.width - cells(left) - 2);
  const shown = shorten(clean(value), Math.max(10, Math.floor(space / 2)));
  const about = fact.origin === undefined ? fact.status : `${fact.status}, ${originInWords(fact.origin)}`;
  const rest = Math.max(0, space - Math.max(cells(shown), 12) - 2);
  return `${left}  ${page.style.bold(pad(shown, 12))}  ${page.style.dim(shorten(clean(about), rest))}`.trimEnd();
}

/** Unknown facts by what would settle them. */
export function unknownBlock(page: Page, { unknown }: ExtractReport): string[] {
  if (unknown.length === 0) return [];
  return [
    '',
    heading(page, 'Unknown'),
    ...unknown.flatMap(({ settledBy, reason, paths }) => [
      ...paragraph(
        page,
        settledBy === undefined
          ? `${count(paths.length, 'fact')}: ${reason}`
          : `${count(paths.length, 'fact needs', 'facts need')} ${settledBy}: add --set ${settledBy}=… (${reason})`,
        2,
      ),
      ...paragraph(page, paths.join(', '), 10, page.style.dim),
    ]),
  ];
}
