import { pathEntry } from '../../spec/paths.ts';
import { treeAt } from '../../spec/tree.ts';
import type { CompareReport, FactCounts, SubjectVerdict, UnknownGroup, Verdict } from '../report.ts';
import { GUTTER, heading, labeled, type Page, paragraph } from './page.ts';
import { count } from './text.ts';

/** What was compared, and what could not be told and why. */
export function coverageBlock(page: Page, report: CompareReport): string[] {
  const { subjects, coverage } = report;
  return [
    heading(page, 'What was compared'),
    ...labeled(page, 'checks', tally(subjects)),
    ...labeled(page, 'facts', `A ${known(coverage.facts.a)}; B ${known(coverage.facts.b)}`),
    ...(coverage.scope === undefined ? [] : labeled(page, 'scope', coverage.scope)),
    ...(coverage.exporters === undefined ? [] : labeled(page, 'exporters', coverage.exporters)),
    ...equivalents(page, subjects),
    ...unknowns(page, report),
  ];
}

const WORDS: readonly (readonly [Verdict, string])[] = [
  ['different', 'differ'],
  ['same', 'same'],
  ['equivalent', 'equivalent'],
  ['unknown', 'could not be told'],
  ['not-applicable', 'do not apply'],
];

export function tally(subjects: readonly SubjectVerdict[]): string {
  const parts = WORDS.map(([verdict, words]) => {
    const n = subjects.filter((subject) => subject.verdict === verdict).length;
    return n === 0 ? undefined : `${n} ${words}`;
  });
  return parts.filter((part) => part !== undefined).join(', ');
}

const STATUSES = ['stated', 'default', 'derived', 'inferred', 'measured', 'absent'] as const;

export function known({ total, byStatus }: FactCounts): string {
  const parts = STATUSES.flatMap((status) => {
    const n = byStatus[status] ?? 0;
    return n === 0 ? [] : [`${n} ${status}`];
  });
  return `${total} known (${parts.join(', ')})`;
}

function equivalents(page: Page, subjects: readonly SubjectVerdict[]): string[] {
  const found = subjects.filter(({ verdict }) => verdict === 'equivalent');
  if (found.length === 0 || !page.all) return [];
  return found.flatMap(({ id, note }, i) => labeled(page, i === 0 ? 'equal' : '', `${id}: ${note ?? ''}`));
}

function unknowns(page: Page, { subjects, coverage }: CompareReport): string[] {
  const { unknown } = coverage;
  const asked = new Set(unknown.flatMap(({ checks }) => checks));
  const others = subjects.filter(({ verdict, id }) => verdict === 'unknown' && !asked.has(id));
  if (unknown.length === 0 && others.length === 0) return [];
  const unnamed = unknown.filter(({ settledBy }) => settledBy === 'framework.name');
  const inputs = unknown.filter((group) => page.all || !unnamed.includes(group));
  const apart = page.all ? inputs : inputs.filter(({ checks }) => checks.length > 1);
  const single = page.all ? [] : inputs.filter(({ checks }) => checks.length === 1);
  return [
    '',
    heading(page, 'What could not be told'),
    ...unnamed.flatMap((group) => frameworkless(page, group)),
    ...apart.flatMap((group) => ask(page, group)),
    ...askTogether(page, 'a', single),
    ...askTogether(page, 'b', single),
    ...silent(page, others),
  ];
}

/** Most of what a person leaves out is the default of a library, once it is known which. */
function frameworkless(page: Page, { side }: UnknownGroup): string[] {
  const name = side.toUpperCase();
  return paragraph(
    page,
    `${name} names no framework, so that no default fills what it leaves out: add --set ${side}:framework.name=…, such as pytorch or keras`,
    2,
  );
}

const canSet = (path: string): boolean => pathEntry(path)?.computed !== true;

/** What is computed follows from what stands beside it: `affine` from `scale`, `mean` and `std`. */
function wayTo(side: 'a' | 'b', path: string): string {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const place = treeAt(parent);
  const of = side.toUpperCase();
  if (place?.kind !== 'branch') return `which ${of} lacks`;
  return `which follows from the rest of ${parent} (${[...place.children.keys()].join(', ')}), of which ${of} says too little`;
}

function ask(page: Page, { side, settledBy, reason, checks }: UnknownGroup): string[] {
  const what = `${count(checks.length, 'check needs', 'checks need')} ${settledBy}`;
  const way = canSet(settledBy) ? `add --set ${side}:${settledBy}=…` : wayTo(side, settledBy);
  // That what would settle it is unknown, under whatever name, goes without saying.
  const because = reason === 'not stated' || /^[\w.*]+ is unknown$/.test(reason) ? '' : ` (${reason})`;
  return [
    ...paragraph(page, `${what}: ${way}${because}`, 2),
    ...(page.all ? paragraph(page, checks.join(', '), GUTTER, page.style.dim) : []),
  ];
}

/** Inputs that would settle one check each, in one paragraph a side. */
function askTogether(page: Page, side: 'a' | 'b', groups: readonly UnknownGroup[]): string[] {
  const paths = groups.filter((group) => group.side === side).map(({ settledBy }) => settledBy);
  const [first, ...more] = paths;
  if (first === undefined) return [];
  if (more.length === 0) return groups.filter((group) => group.side === side).flatMap((group) => ask(page, group));
  const example = paths.find(canSet);
  const way = example === undefined ? '' : `, such as --set ${side}:${example}=…`;
  return paragraph(
    page,
    `${count(paths.length, 'check')} need one fact of ${side.toUpperCase()} each${way}: ${paths.join(', ')}`,
    2,
  );
}

function silent(page: Page, others: readonly SubjectVerdict[]): string[] {
  const neither = others.filter(({ missing }) => missing !== undefined);
  const rest = others.filter(({ missing }) => missing === undefined);
  const line = (found: readonly SubjectVerdict[], words: string): string[] =>
    found.length === 0
      ? []
      : [
          ...paragraph(page, `${count(found.length, 'check')}: ${words}`, 2),
          ...(page.all
            ? found.flatMap(({ id, note }) => paragraph(page, `${id}: ${note ?? ''}`, GUTTER, page.style.dim))
            : []),
        ];
  return [...line(neither, 'neither side says'), ...line(rest, 'what is known does not decide')];
}
