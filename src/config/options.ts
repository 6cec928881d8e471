import type { Rule } from '../rule.ts';
import { ResauditError } from '../spec/errors.ts';
import { nearest } from '../spec/nearest.ts';
import { quoted } from '../spec/text.ts';
import type { ReadConfig } from './read.ts';

/**
 * Rules with the options that a configuration gives them.
 * @throws {ResauditError} where a rule has no such option, or the value is out of its range.
 */
export function withOptions(rules: readonly Rule[], { config, at }: Pick<ReadConfig, 'config' | 'at'>): Rule[] {
  const given = Object.entries(config.options ?? {});
  const fail = (path: readonly string[], message: string, help: string): ResauditError =>
    new ResauditError(message, { at: at(['options', ...path]), help });
  for (const [id, values] of given) {
    const rule = rules.find((each) => each.id === id);
    if (rule === undefined) {
      const meant = nearest(
        id,
        rules.map((each) => each.id),
      );
      throw fail(
        [id],
        `there is no rule ${quoted(id)}`,
        meant === undefined ? 'list them with: resaudit rules' : `did you mean ${meant}?`,
      );
    }
    const known = Object.keys(rule.options ?? {});
    for (const [name, value] of Object.entries(values)) {
      const option = known.includes(name) ? rule.options?.[name] : undefined;
      if (option === undefined) {
        const all = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
        throw fail([id, name], `${id} has no option ${quoted(name)}`, all);
      }
      const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = option;
      if (value >= minimum && value <= maximum) continue;
      throw fail([id, name], `${id}: ${name} cannot be ${value}`, `it is a number from ${minimum} to ${maximum}`);
    }
  }
  return rules.map((rule) => {
    const values = Object.hasOwn(config.options ?? {}, rule.id) ? config.options?.[rule.id] : undefined;
    if (values === undefined) return rule;
    const options = Object.entries(rule.options ?? {}).map(([name, option]) => [
      name,
      { ...option, default: values[name] ?? option.default },
    ]);
    return { ...rule, options: Object.fromEntries(options) };
  });
}
