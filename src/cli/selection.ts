import { type EngineOptions, selectRules } from '../engine/index.ts';
import type { Rule } from '../rule.ts';
import { UsageError } from '../spec/errors.ts';
import { checkSelectors, readSeverities } from './names.ts';

export interface SelectionFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly severity?: readonly string[];
}

/**
 * What to run, from `--only`, `--skip` and `--severity`.
 * @throws {UsageError} where a name is unknown or no rule is left.
 */
export function readSelection(
  { only = [], skip = [], severity = [] }: SelectionFlags,
  rules: readonly Rule[],
): EngineOptions {
  checkSelectors('--only', only, rules);
  checkSelectors('--skip', skip, rules);
  const options = { only, skip, severities: readSeverities(severity, rules) };
  if (selectRules(rules, options).length === 0) {
    throw new UsageError('no rule is left to run', { help: 'give less to --skip and --severity, or more to --only' });
  }
  return options;
}
