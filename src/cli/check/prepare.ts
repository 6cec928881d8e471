import { RULES } from '../../../rules/index.generated.ts';
import { type AcceptedEntry, readAccepted } from '../../config/accepted.ts';
import { type FoundConfig, findConfig } from '../../config/find.ts';
import { withOptions } from '../../config/options.ts';
import { selects } from '../../engine/index.ts';
import type { Rule } from '../../rule.ts';
import { ResauditError } from '../../spec/errors.ts';
import { nearest } from '../../spec/nearest.ts';
import { quoted } from '../../spec/text.ts';
import { type Target, targetsOf } from './targets.ts';

export interface Prepared {
  readonly found: FoundConfig;
  readonly rules: readonly Rule[];
  readonly targets: readonly Target[];
  readonly accepted: readonly AcceptedEntry[];
  /** Absolute paths of the modules of rules. */
  readonly modules: readonly string[];
}

/**
 * All that a configuration says, ready to be run.
 * @throws {ResauditError} where it is wrong.
 */
export async function prepare(cwd: string, config: string | undefined): Promise<Prepared> {
  const found = await findConfig(cwd, config);
  const hasProject = Object.keys(found.config.project ?? {}).length > 0;
  const own = hasProject ? await (await import('../../config/project.ts')).projectRules(found) : [];
  const ids = [...RULES, ...own].map(({ id }) => id);
  const foreign =
    (found.config.ruleModules ?? []).length > 0
      ? await (await import('../../config/modules.ts')).moduleRules(found, ids)
      : { rules: [], paths: [] };
  const rules = withOptions([...RULES, ...own, ...foreign.rules], found);
  checkSelectors(found, rules);
  const [targets, accepted] = await Promise.all([targetsOf(found, cwd), readAccepted(found.folder)]);
  return { found, rules, targets, accepted, modules: foreign.paths };
}

function checkSelectors({ config, at }: FoundConfig, rules: readonly Rule[]): void {
  const groups = [
    { severity: config.severity, path: ['severity'] },
    ...(config.overrides ?? []).map(({ severity }, i) => ({ severity, path: ['overrides', i, 'severity'] })),
  ];
  for (const { severity = {}, path } of groups) {
    for (const selector of Object.keys(severity)) {
      if (rules.some(({ id }) => selects(selector, id))) continue;
      const known = [...new Set(rules.flatMap(({ id }) => [id, id.split('/')[0] ?? id]))];
      const meant = nearest(selector, known);
      throw new ResauditError(`there is no rule or facet ${quoted(selector)}`, {
        at: at([...path, selector]),
        help: meant === undefined ? 'list them with: resaudit rules' : `did you mean ${meant}?`,
      });
    }
  }
}

/** The date where the program runs, in UTC: `2026-01-31`. */
export const today = (): string => new Date().toISOString().slice(0, 10);
