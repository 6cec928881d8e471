import { selects } from '../engine/index.ts';
import { type Rule, SEVERITIES, type Severity } from '../rule.ts';
import { UsageError } from '../spec/errors.ts';
import { nearest } from '../spec/nearest.ts';
import { quoted } from '../spec/text.ts';
import { notAmong } from './choices.ts';

const facetOf = (id: string): string => id.split('/')[0] ?? id;

/** The facets of rules, in order. */
const facetsOf = (rules: readonly Rule[]): string[] => [...new Set(rules.map(({ id }) => facetOf(id)))];

/**
 * The rule of an id; its name alone is enough to be suggested.
 * @throws {UsageError} where there is none.
 */
export function ruleNamed(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  throw noSuchRule('there is no rule', id, rules, []);
}

/**
 * Checks selectors given to an option: ids of rules, or facets.
 * @throws {UsageError} where one selects no rule.
 */
export function checkSelectors(option: string, selectors: readonly string[], rules: readonly Rule[]): void {
  for (const selector of selectors) {
    if (rules.some(({ id }) => selects(selector, id))) continue;
    throw noSuchRule(`${option}: there is no rule or facet`, selector, rules, facetsOf(rules));
  }
}

function noSuchRule(what: string, id: string, rules: readonly Rule[], more: readonly string[]): UsageError {
  const ids = rules.map((rule) => rule.id);
  const name = id.slice(id.indexOf('/') + 1);
  const byName = nearest(
    name,
    ids.map((known) => known.slice(known.indexOf('/') + 1)),
  );
  const meant = nearest(id, [...ids, ...more]) ?? ids.find((known) => known.endsWith(`/${byName}`));
  return new UsageError(`${what} ${quoted(id)}`, {
    help: meant === undefined ? 'list them with: resaudit rules' : `did you mean ${meant}?`,
  });
}

/** Severities that an override may give; `off` leaves the rule out. */
const LEVELS: readonly (Severity | 'off')[] = [...SEVERITIES, 'off'];

/**
 * Reads `rule=level` pairs.
 * @throws {UsageError} where one is malformed or names no rule.
 */
export function readSeverities(
  written: readonly string[],
  rules: readonly Rule[],
): Readonly<Record<string, Severity | 'off'>> {
  const pairs = written.map((pair): readonly [string, Severity | 'off'] => {
    const at = pair.lastIndexOf('=');
    if (at <= 0) {
      throw new UsageError(`--severity ${quoted(pair)} lacks a level`, {
        help: `write RULE=LEVEL, with a level of ${LEVELS.join(', ')}`,
      });
    }
    const [selector, level] = [pair.slice(0, at), pair.slice(at + 1)];
    checkSelectors('--severity', [selector], rules);
    const known = LEVELS.find((candidate) => candidate === level);
    if (known === undefined) throw notAmong('--severity', level, LEVELS);
    return [selector, known];
  });
  return Object.fromEntries(pairs);
}
