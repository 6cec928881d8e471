import { BATCHES } from './batches.ts';
import { LAYERS } from './layers.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { FORMS, OUTSIDE } from './outside.ts';
import { GEOMETRY, PIXELS } from './pixels.ts';
import { SCHEDULES } from './schedules.ts';
import { TARGETS } from './targets.ts';
import type { Equivalence } from './types.ts';

export const EQUIVALENCES: readonly Equivalence[] = [
  ...PIXELS,
  ...GEOMETRY,
  ...LAYERS,
  ...OPTIMIZERS,
  ...BATCHES,
  ...SCHEDULES,
  ...TARGETS,
];

const order = (a: { id: number | string }, b: { id: number | string }): number =>
  rank(a.id) - rank(b.id) || (String(a.id) < String(b.id) ? -1 : 1);
/** Numbers first; what belongs to a number follows it. */
const rank = (id: number | string): number =>
  typeof id === 'number' ? id : /^\d/.test(id) ? Number.parseInt(id, 10) + 0.5 : 1000;
const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (paths: readonly string[]): string => paths.map((path) => `\`${path}\``).join(', ');

/** The page, from the cases that are run. */
export function render(): string {
  const tested = [...EQUIVALENCES].sort(order);
  const outside = [...OUTSIDE].sort(order);
  return `# Equivalences

<!-- Generated from test/canonical/equivalences: UPDATE_DOCS=1 npx vitest run test/canonical/equivalences -->

Two setups may be written differently and mean the same, or look alike and differ. Before any rule runs, facts are brought
to canonical forms. Each statement here is tested both ways: setups that must meet in the facts named, and near misses
that must stay apart. Where facts stay as they were written and a rule knows that they are one, its verdict is what is
tested. A statement that two things are not equal has near misses only. The numbers are those of the
published list that the statements were collected in.

## Tested

| # | statement | meet in fact or rule | meeting | near misses |
|---|---|---|---|---|
${tested.map(({ id, statement, facts, meet, apart }) => `| ${id} | ${cell(statement)} | ${code(facts.rules ?? facts.paths)} | ${meet.length} | ${apart.length} |`).join('\n')}

## Not in written setups

| # | statement | why it cannot arise there |
|---|---|---|
${outside.map(({ id, statement, reason }) => `| ${id} | ${cell(statement)} | ${cell(reason)} |`).join('\n')}

## Canonical forms

| form | shown by |
|---|---|
${Object.entries(FORMS)
  .map(([form, ids]) => `| ${form} | ${ids.join(', ')} |`)
  .join('\n')}

## Corrections

Where the list and our own check disagree, the check counts.

${tested
  .filter(({ correction }) => correction !== undefined)
  .map(({ id, correction }) => `- ${id}: ${correction}`)
  .join('\n')}
`;
}
