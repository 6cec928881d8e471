import { PATHS } from '../../src/spec/paths.ts';
import { OUTSIDE } from './operators.ts';
import type { Mutation } from './run.ts';

/** Exactly one root that names the change, or none where it means nothing. */
export const isRight = ({ silent, roots }: Mutation): boolean =>
  silent === undefined ? roots.length === 1 && roots[0]?.names === true : roots.length === 0;

interface Row {
  readonly name: string;
  readonly of: readonly Mutation[];
}

const facetOf = ({ path }: Mutation): string => path.split('.')[0] ?? path;
const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`);

/** The share of roots that name what was changed, and of changes that a root names. */
export function figures(mutations: readonly Mutation[]) {
  const due = mutations.filter(({ silent }) => silent === undefined);
  const roots = mutations.flatMap((mutation) =>
    mutation.roots.map(({ names }) => names && mutation.silent === undefined),
  );
  return {
    due: due.length,
    found: due.filter(({ roots }) => roots.some(({ names }) => names)).length,
    roots: roots.length,
    right: roots.filter((names) => names).length,
  };
}

function rowOf({ name, of }: Row): string {
  const { due, found, roots, right } = figures(of);
  const paths = new Set(of.map(({ template }) => template)).size;
  return `| ${name} | ${paths} | ${of.length} | ${due} | ${percent(found, due)} | ${roots} | ${percent(right, roots)} |`;
}

const HEAD = `| | facts | changes | that matter | recall | roots | precision |
|---|---|---|---|---|---|---|`;

function grouped(mutations: readonly Mutation[], key: (mutation: Mutation) => string): Row[] {
  const groups = new Map<string, Mutation[]>();
  for (const mutation of mutations) {
    const own = groups.get(key(mutation)) ?? [];
    own.push(mutation);
    groups.set(key(mutation), own);
  }
  return [...groups].map(([name, of]) => ({ name, of }));
}

/** The page, from the mutations that were run. */
export function render(mutations: readonly Mutation[]): string {
  const order = [...new Set(Object.keys(PATHS).map((path) => path.split('.')[0] ?? path))];
  const facets = grouped(mutations, facetOf).sort((x, y) => order.indexOf(x.name) - order.indexOf(y.name));
  const reasons = grouped(
    mutations.filter(({ silent }) => silent !== undefined),
    ({ template, silent }) => `\`${template}\` | ${silent}`,
  ).sort((x, y) => (x.name < y.name ? -1 : 1));
  return `# Mutation

<!-- Generated from test/mutation: npx vitest run test/mutation -u -->

A setup is compared with itself after one fact of it was changed. Exactly one root finding, of whatever severity, must
name the change: the fact is among those that it points at, or among those that these were derived from. Where the
change means nothing in that setup, nothing may be found. *Recall* is the share of changes that matter which a root
names, *precision* the share of roots that name the change that was made. Changes of the writing alone (units, aliases,
order, format, written defaults) are tested beside it and find nothing.

## By facet

${HEAD}
${[...facets, { name: '**all**', of: mutations }].map(rowOf).join('\n')}

## By setup

Three setups written out in full, variants of them for what excludes one another, and the presets, of which each lends
every third of its facts.

${HEAD}
${grouped(mutations, ({ base }) => base)
  .map(rowOf)
  .join('\n')}

## Where silence is right

| fact | because | changes |
|---|---|---|
${reasons.map(({ name, of }) => `| ${name} | ${of.length} |`).join('\n')}

## Not mutated

Facts that resaudit computes itself have no operator. Besides:

| fact | why |
|---|---|
${Object.entries(OUTSIDE)
  .map(([path, reason]) => `| \`${path}\` | ${reason} |`)
  .join('\n')}
`;
}
